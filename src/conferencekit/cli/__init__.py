"""The command line (extra ``cli``: typer for commands, rich for tables and progress bars)."""

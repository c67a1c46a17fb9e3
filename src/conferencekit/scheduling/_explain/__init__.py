"""How reasons and relaxations are found."""

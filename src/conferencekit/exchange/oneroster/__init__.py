"""OneRoster 1.1 and 1.2 CSV folders.

Source: 1EdTech, *OneRoster CSV Tables 1.1.1* and *OneRoster CSV Binding 1.2.1*, August 2023.

Read are ``orgs.csv``, ``users.csv``, ``classes.csv`` and ``enrollments.csv``, and of version 1.2
``roles.csv``. OneRoster says who is an agent of whom and nothing of households, rights,
languages or court orders; these are never inferred but read from *companion files* of our own
in the same folder, all of which may be absent.
"""

from conferencekit.exchange.oneroster.reader import RosterImport, read_oneroster

__all__ = ["RosterImport", "read_oneroster"]

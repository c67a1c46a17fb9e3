"""The search for good plans. It sees a compiled problem alone: no names, no clock times."""

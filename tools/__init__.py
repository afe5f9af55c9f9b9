"""Tools for building and checking csconsole; not part of the program."""

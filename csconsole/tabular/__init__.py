"""Tables as text: columns, values as people and programs read them, formats, files. Knows no database."""

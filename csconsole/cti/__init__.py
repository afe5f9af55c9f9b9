"""Files of telephone systems and tables from elsewhere, read into typed records. Pure: no database, no
rules.
"""

"""The rules: a package for each kind of record or piece of work. A service takes the context of who acts and
plain values, checks the right, and returns frozen rows or raises an error of ``errors.py``.
"""

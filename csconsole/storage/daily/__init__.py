"""The daily figures: counts by day that are written with the records, so that no report reads a year of them.

``slices`` says what is counted, ``tally`` adds up, ``facts`` keeps what neighbours say about a record,
``changes`` collects what one transaction alters, ``recount`` makes everything anew and compares.
"""

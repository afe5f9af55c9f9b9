"""The command line: ``csconsole NOUN VERB``. Data goes to stdout, words to stderr."""

"""The screens of the console and what they share; ``docs/screens.md`` says how one is written."""

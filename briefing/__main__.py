"""Lets `python -m briefing` run the command."""

from briefing.start import main

main()

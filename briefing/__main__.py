"""Lets `python -m briefing` run the command."""

from briefing.cli.entry_point import main

main()

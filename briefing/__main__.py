"""Lets `python -m briefing` run the command."""

from briefing.cli import main

main()

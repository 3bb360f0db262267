"""What paper asks for: papers and margins, limits, markings, copies, sheets, and a last look."""

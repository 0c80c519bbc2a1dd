"""What the parsed article says, as typed findings: events, agreements, joint bodies, commitments."""

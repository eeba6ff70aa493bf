"""A CSV file of three people, and the command that sends a text message to each."""

from __future__ import annotations

SEND = ("send", "sms", "-t", "appointment reminder", "--recipients", "people.csv", "--yes")
CSV = "phone number,name,date\n07700900101,A,1\n07700900102,B,2\n\n07700900103,C,3\n"

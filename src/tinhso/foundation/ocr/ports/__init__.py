"""The program that reads."""

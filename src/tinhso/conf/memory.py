"""Which processes belong to an installation, and how much memory they take."""

from __future__ import annotations

from pathlib import Path


def memory_of(pid: int) -> int:
    """Proportional memory of a process in bytes (shared pages divided among their users);
    0 when it is gone or not ours.
    """
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def process_tree(root: int) -> dict[int, str]:
    """Process ids below ``root`` (itself included) with their command lines."""
    parents: dict[int, int] = {}
    commands: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            commands[int(entry.name)] = (
                (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            )
        except OSError:
            continue
        parents[int(entry.name)] = int(after_name[1])
    below = {root} & commands.keys()
    while more := {pid for pid, parent in parents.items() if parent in below and pid not in below}:
        below |= more
    return {pid: commands[pid] for pid in sorted(below)}


def part_of(command: str) -> str:
    """Which process of the platform a command line is."""
    for word, part in (("postgres", "database"), (" serve", "web"), (" worker", "worker"), (" up", "supervisor")):
        if word in command:
            return part
    return "other"

"""What only some systems have is used in one folder, and the package can be imported without it."""

import re
import subprocess
import sys

from tests.support.places import ROOT

MODULES = ("fcntl", "grp", "pwd", "resource", "signal", "termios")
ATTRIBUTES = {
    "os": (
        "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_TMPFILE", "chown", "fchmod", "fork", "geteuid",
        "getpgid", "getuid", "killpg", "mkfifo", "sched_getaffinity", "setsid", "sysconf", "wait4",
    ),
    "signal": (
        "ITIMER_REAL", "SIGALRM", "SIGBUS", "SIGKILL", "SIGTRAP", "SIGXCPU", "SIG_BLOCK",
        "SIG_SETMASK", "getitimer", "pthread_sigmask", "setitimer",
    ),
}  # fmt: skip
ARGUMENTS = ("dir_fd", "pass_fds", "preexec_fn", "process_group", "start_new_session")

IMPORT_ALL = f"""
import importlib, os, pkgutil, signal, sys
import briefing

def import_all():
    import briefing
    names = [each.name for each in pkgutil.walk_packages(briefing.__path__, "briefing.")]
    for name in names:
        if not name.endswith("__main__"):
            importlib.import_module(name)
    return len(names)

# first with all, so that what others need is there already
import_all()
for name in [name for name in sys.modules if name.partition(".")[0] == "briefing"]:
    del sys.modules[name]
for name in {[each for each in MODULES if each != "signal"]}:
    sys.modules[name] = None
for module, names in {ATTRIBUTES}.items():
    for name in names:
        vars(sys.modules[module]).pop(name, None)
print(import_all())
"""


def test_every_module_can_be_imported_where_only_some_systems_have_more() -> None:
    command = [sys.executable, "-W", "ignore", "-c", IMPORT_ALL]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) > 150


def test_what_only_some_systems_have_is_used_in_runtime_alone() -> None:
    names = [rf"\b{module}\.{name}\b" for module in ATTRIBUTES for name in ATTRIBUTES[module]]
    uses = re.compile(
        "|".join(
            (
                rf"^ *(?:import|from) (?:{'|'.join(MODULES)})\b",
                *names,
                rf"\b(?:{'|'.join(ARGUMENTS)})\s*=",
                r"/proc/|/dev/",
            )
        ),
        re.MULTILINE,
    )
    package = ROOT / "briefing"
    found = {
        path.relative_to(package).as_posix(): uses.findall(path.read_text("utf-8"))
        for path in package.rglob("*.py")
    }
    users = {name for name, those in found.items() if those}
    assert len({name for name in users if name.startswith("runtime/")}) >= 5
    assert {name for name in users if not name.startswith("runtime/")} == set()

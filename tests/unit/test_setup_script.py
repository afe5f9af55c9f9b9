"""``tools/setup.sh`` where venv works, where Debian keeps it in a package, and where nothing helps."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "setup.sh"

PYTHON = """#!/bin/sh
case "$1 $2" in
  "-m venv") [ -e "$FAKE/venv-works" ] || exit 1; mkdir -p "$3/bin"; cp "$FAKE/inner" "$3/bin/python" ;;
  "-m virtualenv") exit 1 ;;
  "-c "*) [ ! -e "$FAKE/too-old" ] ;;
esac
"""
INNER = '#!/bin/sh\necho "$@" >> "$FAKE/pip-calls"\n'
APT = '#!/bin/sh\necho "$@" >> "$FAKE/apt-calls"\ncase "$1" in install) touch "$FAKE/venv-works" ;; esac\n'


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A folder of stand-ins for python3, apt-get, id and sudo."""
    for name, text in {
        "python3": PYTHON,
        "inner": INNER,
        "apt-get": APT,
        "id": "#!/bin/sh\necho 0\n",
        "sudo": "#!/bin/sh\nexit 1\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def run(fake: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{fake}:/usr/bin:/bin", "FAKE": str(fake), "PYTHON": "python3"}
    return subprocess.run(
        ["sh", str(SCRIPT), str(fake / "venv")],
        env=environment,
        cwd=fake,
        capture_output=True,
        text=True,
        check=False,
    )


def test_venv_works(fake: Path) -> None:
    (fake / "venv-works").touch()
    done = run(fake)
    assert done.returncode == 0, done.stderr
    assert not (fake / "apt-calls").exists()
    assert "-c constraints.txt -e .[dev]" in (fake / "pip-calls").read_text()


def test_debian_without_venv_gets_the_package_when_root(fake: Path) -> None:
    done = run(fake)
    assert done.returncode == 0, done.stderr
    assert "install -y -qq python3-venv" in (fake / "apt-calls").read_text()
    assert "-e .[dev]" in (fake / "pip-calls").read_text()


def test_without_root_it_says_what_to_install(fake: Path) -> None:
    (fake / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    done = run(fake)
    assert done.returncode == 1
    assert "sudo apt-get install python3-venv" in done.stderr
    assert not (fake / "apt-calls").exists()


def test_an_old_python_is_named(fake: Path) -> None:
    (fake / "too-old").touch()
    done = run(fake)
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr


def test_a_venv_that_is_there_is_kept(fake: Path) -> None:
    (fake / "venv-works").touch()
    run(fake)
    (fake / "venv-works").unlink()
    done = run(fake)
    assert done.returncode == 0, done.stderr

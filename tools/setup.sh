#!/bin/sh
# Make the virtual environment DIR with csconsole and its pinned dependencies in it.  usage: setup.sh DIR
set -eu
venv=$1
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "csconsole needs Python 3.11 or later; '$python' is missing or older. Name another: make PYTHON=python3.12"
    exit 1
}

usable() { [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

make_venv() { "$python" -m venv "$venv" >/dev/null 2>&1 && usable; }

# Debian keeps venv and ensurepip in a package of their own.
install_venv_package() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then run=; elif sudo -n true 2>/dev/null; then run=sudo; else return 1; fi
    say "python3 has no venv module; installing Debian's python3-venv"
    $run apt-get update -qq >&2 || say "apt-get update failed; trying the package lists that are there"
    DEBIAN_FRONTEND=noninteractive $run apt-get install -y -qq python3-venv >&2
}

if ! usable; then
    rm -rf "$venv"
    if ! make_venv; then
        rm -rf "$venv"
        if "$python" -m virtualenv "$venv" >/dev/null 2>&1 && usable; then
            :
        elif install_venv_package && make_venv; then
            :
        else
            say "cannot make a virtual environment: $python has no venv module."
            say "Install it and try again: sudo apt-get install python3-venv"
            exit 1
        fi
    fi
fi

say "installing csconsole and its dependencies into $venv (the first time takes a minute or two)"
"$venv/bin/python" -m pip install --disable-pip-version-check --quiet -c constraints.txt -e '.[dev]'

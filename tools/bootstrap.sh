#!/bin/sh
# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Install what building fisc needs and is not here:   sh tools/bootstrap.sh [build] [test]
# Says nothing when nothing is missing.  Without root (or a password-less sudo), without a network or
# on another system it names what is missing and goes on: clusters have modules, not sudo.
set -u

# what to look for | Debian | Fedora | conda-forge | Homebrew
build_parts='command:cc|gcc|gcc|gcc|gcc
command:make|make|make|make|make
command:pkg-config|pkg-config|pkgconf|pkg-config|pkgconf
package:gsl|libgsl-dev|gsl-devel|gsl|gsl
package:hdf5|libhdf5-dev|hdf5-devel|hdf5|hdf5
package:libcjson|libcjson-dev|cjson-devel|cjson|cjson
package:libxxhash|libxxhash-dev|xxhash-devel|xxhash|xxhash
package:sleef|libsleef-dev|sleef-devel|sleef|sleef
package:libcurl|libcurl4-openssl-dev|libcurl-devel|libcurl|curl
package:libcrypto|libssl-dev|openssl-devel|openssl|openssl
package:zlib|zlib1g-dev|zlib-devel|zlib|zlib
package:sqlite3|libsqlite3-dev|sqlite-devel|sqlite|sqlite
package:nlopt|libnlopt-dev|NLopt-devel|nlopt|nlopt
header:Random123/philox.h|librandom123-dev|Random123-devel|random123|random123'
test_parts='package:cmocka|libcmocka-dev|libcmocka-devel|cmocka|cmocka
command:python3|python3|python3|python|python
python:ensurepip|python3-venv|python3|python|python
python:h5py|python3-h5py|python3-h5py|h5py|(pip: h5py)
python:xarray|python3-xarray|python3-xarray|xarray|(pip: xarray)
python:netCDF4|python3-netcdf4|python3-netcdf4|netcdf4|(pip: netCDF4)
python:h5netcdf|python3-h5netcdf|python3-h5netcdf|h5netcdf|(pip: h5netcdf)
python:matplotlib|python3-matplotlib|python3-matplotlib|matplotlib|(pip: matplotlib)
python:tqdm|python3-tqdm|python3-tqdm|tqdm|(pip: tqdm)
python:openpyxl|python3-openpyxl|python3-openpyxl|openpyxl|(pip: openpyxl)
python:scipy|python3-scipy|python3-scipy|scipy|(pip: scipy)
python:pandas|python3-pandas|python3-pandas|pandas|(pip: pandas)
python:nbclient|python3-nbclient|python3-nbclient|nbclient|(pip: nbclient)
python:ipykernel|python3-ipykernel|python3-ipykernel|ipykernel|(pip: ipykernel)
python:jsonschema|python3-jsonschema|python3-jsonschema|jsonschema|(pip: jsonschema)
command:ncdump|netcdf-bin|netcdf|libnetcdf|netcdf
command:h5dump|hdf5-tools|hdf5|hdf5|hdf5
command:Rscript|r-base-core|R-core|r-base|r
command:octave|octave|octave|octave|octave
r:haven|r-cran-haven|(CRAN: haven)|r-haven|(CRAN: haven)
r:hdf5r|r-cran-hdf5r|(CRAN: hdf5r)|r-hdf5r|(CRAN: hdf5r)
command:clang|clang|clang|clang|llvm
command:clang-format|clang-format|clang-tools-extra|clang-tools|clang-format
command:clang-tidy|clang-tidy|clang-tools-extra|clang-tools|llvm
libomp:|libomp-dev|libomp-devel|llvm-openmp|libomp
command:reuse|reuse|reuse|reuse|reuse
command:shellcheck|shellcheck|ShellCheck|shellcheck|shellcheck
command:strace|strace|strace|strace|(none)
command:openssl|openssl|openssl|openssl|openssl
command:sbatch|slurm-wlm|slurm|(none)|(none)
command:munge|munge|munge|(none)|(none)
command:chromium|chromium|chromium|chromium|chromium
command:mandoc|mandoc|mandoc|mandoc|mandoc'

python=/usr/bin/python3
[ -x "$python" ] || python=python3

is_here() {
    case $1 in
    command:*) command -v "${1#command:}" >/dev/null 2>&1 ;;
    package:hdf5) pkg-config --exists hdf5-serial 2>/dev/null || pkg-config --exists hdf5 2>/dev/null ;;
    package:cmocka) pkg-config --exists cmocka 2>/dev/null ;;
    package:*) pkg-config --exists "${1#package:}" 2>/dev/null ;;
    header:*) printf '#include <%s>\n' "${1#header:}" | cc -E -x c - >/dev/null 2>&1 ;;
    python:*) "$python" -c "import ${1#python:}" >/dev/null 2>&1 ;;
    r:*) Rscript -e "library(${1#r:})" >/dev/null 2>&1 ;;
    libomp:*) echo 'int main(void){return 0;}' | clang -fopenmp -x c - -o /dev/null >/dev/null 2>&1 ;;
    esac
}

parts=$build_parts
for set in "$@"; do
    [ "$set" = test ] && parts="$parts
$test_parts"
done

missing=''
debian='' fedora='' conda='' brew=''
old_ifs=$IFS
IFS='
'
for row in $parts; do
    what=${row%%|*}
    is_here "$what" && continue
    rest=${row#*|}
    missing="$missing $what"
    debian="$debian ${rest%%|*}"
    rest=${rest#*|}
    fedora="$fedora ${rest%%|*}"
    rest=${rest#*|}
    conda="$conda ${rest%%|*}"
    brew="$brew ${rest#*|}"
done
IFS=$old_ifs
[ -z "$missing" ] && exit 0

as_root=''
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true >/dev/null 2>&1 && as_root='sudo -n' || as_root=none
fi
if command -v apt-get >/dev/null 2>&1 && [ "$as_root" != none ]; then
    echo "Installing:$debian" >&2
    log=$(mktemp)
    # shellcheck disable=SC2086
    if { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y \
        --no-install-recommends $debian; } >"$log" 2>&1; then
        rm -f "$log"
        exit 0
    fi
    tail -n 5 "$log" >&2
    rm -f "$log"
fi
cat >&2 <<EOF
Missing here, and not installed:$missing
  Debian (tested):        apt-get install$debian
  Fedora (untested):      dnf install$fedora
  conda-forge (untested): conda install -c conda-forge$conda
  Homebrew (untested):    brew install$brew
Going on with what pkg-config finds.
EOF
exit 0

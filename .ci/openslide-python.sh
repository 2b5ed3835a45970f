#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python environment with openslide-python that our DeepZoom is measured beside: CONTEXTILE_OPENSLIDE_PYTHON, else one
# in the cache. Prints its interpreter's path; with --find nothing is fetched.
set -eu

name=openslide-python
variable=CONTEXTILE_OPENSLIDE_PYTHON
requirements='openslide-python==1.4.2 openslide-bin==4.0.1.2 waitress==3.0.2'
imports='openslide.deepzoom, waitress'
note=
. "$(dirname "$0")/venv.sh"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python environment that the tests check feature files and metrics with: CONTEXTILE_PYTHON, else one in the cache.
# Prints its interpreter's path; with --find nothing is fetched.
set -eu

name=python
variable=CONTEXTILE_PYTHON
requirements='numpy==2.2.6 h5py==3.14.0 scikit-learn==1.7.2'
imports='numpy, h5py, sklearn'
note=
. "$(dirname "$0")/venv.sh"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python environment that clients are generated with and the API is tried with at random:
# CONTEXTILE_CLIENTS_PYTHON, else one in the cache. Prints its interpreter's path; with --find nothing is fetched.
set -eu

name=clients-python
variable=CONTEXTILE_CLIENTS_PYTHON
requirements='openapi-python-client==0.29.1 schemathesis==4.32.5 h5py==3.14.0'
imports='openapi_python_client, schemathesis, h5py'
note=
. "$(dirname "$0")/venv.sh"

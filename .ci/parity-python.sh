#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python environment with PyTorch and timm that our networks are compared with: CONTEXTILE_PARITY_PYTHON, else one in
# the cache. Prints its interpreter's path; with --find nothing is fetched.
set -eu

name=parity-python
variable=CONTEXTILE_PARITY_PYTHON
requirements='torch==2.7.1 torchvision==0.22.1 timm==1.0.22 safetensors==0.8.0'
imports='torch, timm, safetensors.torch'
note='some gigabytes'
. "$(dirname "$0")/venv.sh"

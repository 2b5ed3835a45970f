#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The Python environment with what reading and extraction are measured beside (fastslide, openslide-python under PyTorch's
# DataLoader), and with what lays a large slide of real tiles: CONTEXTILE_SLIDES_PYTHON, else one in the cache. Prints its
# interpreter's path; with --find nothing is fetched.
set -eu

name=slides-python
variable=CONTEXTILE_SLIDES_PYTHON
requirements='torch==2.7.1 torchvision==0.22.1 openslide-python==1.4.2 openslide-bin==4.0.1.2 fastslide==0.8.1 tifffile==2025.10.16 imagecodecs==2025.8.2 numpy==2.2.6'
imports='torch, torchvision, openslide, fastslide, tifffile, imagecodecs'
note='some gigabytes'
. "$(dirname "$0")/venv.sh"

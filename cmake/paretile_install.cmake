# SPDX-License-Identifier: Apache-2.0
# Installs the program, the libraries, their headers and a package file for find_package(Paretile).

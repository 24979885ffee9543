#!/bin/sh
# 운영 Secret 을 무작위 값으로 만든다. 이미 있는 것은 건드리지 않는다.
set -eu

random() {
  head -c 32 /dev/urandom | base64 | tr -d '+/=\n'
}

create() {
  namespace=$1
  name=$2
  shift 2
  kubectl get namespace "$namespace" > /dev/null 2>&1 || kubectl create namespace "$namespace"
  if kubectl -n "$namespace" get secret "$name" > /dev/null 2>&1; then
    echo "secret $namespace/$name exists"
    return
  fi
  # From a directory, not from arguments: those can be read by every process on the machine.
  directory=$(mktemp -d)
  trap 'rm -rf "$directory"' EXIT
  for pair in "$@"; do
    printf %s "${pair#*=}" > "$directory/${pair%%=*}"
  done
  kubectl -n "$namespace" create secret generic "$name" --from-file="$directory"
  rm -rf "$directory"
}

create ecoeco-data database-credentials \
  postgres-user=ecoeco postgres-password="$(random)" \
  redis-password="$(random)" \
  rabbitmq-user=ecoeco rabbitmq-password="$(random)"
create ecoeco ecoeco-backend-secrets jwt-key="$(random)"
create monitoring grafana-admin admin-user=admin admin-password="$(random)"

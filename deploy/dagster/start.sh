# The entry point of the image's target `dagster`: sh deploy/dagster/start.sh <command> …
set -eu

# Dagster writes beside its settings, and the image cannot be written to.
mkdir -p -m 700 "$DAGSTER_HOME"
if [ -L "$DAGSTER_HOME" ] || [ ! -O "$DAGSTER_HOME" ]; then
  echo "DAGSTER_HOME, $DAGSTER_HOME, is a link or belongs to another user: set it to a folder of your own" >&2
  exit 1
fi
cp "deploy/${DAGSTER_LAUNCHER:-dagster}/dagster.yaml" "$DAGSTER_HOME/"

# Dagster's own settings know values of the environment alone. Minuano's secrets are read where they
# are used.
for name in DAGSTER_STORAGE_URL DAGSTER_REDIS_URL; do
  eval "file=\${${name}_FILE:-}"
  if [ -n "$file" ]; then
    value=$(cat "$file")
    export "$name=$value"
  fi
done

exec "$@"

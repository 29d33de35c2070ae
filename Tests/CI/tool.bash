# Sourced by the steps that run the release build of the tool. Sets `tool` to its path.

shopt -s inherit_errexit # a failure inside $(...) counts
swift build -c release --product mnistctl >&2
tool=$(swift build -c release --show-bin-path)/mnistctl

# The last value of a key in a file of JSON lines: json_value FILE KEY.
json_value() {
  python3 -c '
import json, sys
values = [json.loads(line).get(sys.argv[2]) for line in open(sys.argv[1]) if line.strip()]
found = [value for value in values if value is not None]
if not found: sys.exit(f"{sys.argv[1]}: no key {sys.argv[2]}")
value = found[-1]
print(*value if isinstance(value, list) else [value])' "$1" "$2"
}

# Trains and prints the SHA-256 of the file; the events stay in OUT.jsonl:
# train OUT KERNELS THREADS OPTION...
train() {
  local out=$1 kernels=$2 threads=$3
  shift 3
  MNISTKIT_KERNELS=$kernels ${emulator:-} "$tool" train --json --threads "$threads" \
    --out "$out" "$@" >"$out.jsonl"
  local used
  used=$(json_value "$out.jsonl" kernels)/$(json_value "$out.jsonl" threads)
  if [ "$used" != "$kernels/$threads" ]; then
    echo "asked for $kernels/$threads, but $used ran" >&2
    return 1
  fi
  local digest
  digest=$(sha256sum "$out" | cut -d' ' -f1)
  if [ "$digest" != "$(json_value "$out.jsonl" fileSHA256)" ]; then
    echo "$out: the tool reported another SHA-256 than the file has" >&2
    return 1
  fi
  echo "$digest"
}

# The same comparison everywhere: same WHAT EXPECTED FOUND.
same() {
  if [ "$2" != "$3" ]; then
    printf '%s: expected %s, found %s\n' "$1" "$2" "$3" >&2
    return 1
  fi
  printf 'same  %s  %s\n' "${2:0:16}" "$1"
}

reproductions=0

# Trains again from a model's provenance; the tensors and the whole file must be the same:
# reproduces WHAT MODEL DATA KERNELS THREADS
reproduces() {
  local report=$2.reproduction status=0 verdict
  MNISTKIT_KERNELS=$4 ${emulator:-} "$tool" reproduce "$2" --data "$3" --threads "$5" --json \
    >"$report" || status=$?
  verdict="exit code $status, identical $(json_value "$report" identical), same file $(json_value "$report" sameFile)"
  if [ "$verdict" != 'exit code 0, identical True, same file True' ]; then
    printf '%s: %s\n' "$1" "$verdict" >&2
    cat "$report" >&2
    return 1
  fi
  printf 'identical  %s, again with %s, threads %s\n' "$1" "$4" "$5"
  reproductions=$((reproductions + 1))
}

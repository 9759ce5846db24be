#!/usr/bin/env bash
# What analysts do with curl. Prints `ok STEP` or `FAIL STEP: why`, a line each.
set -u
url="http://$CH_HOST:$CH_PORT/"
# Its defaults alone: the password from a file, that it does not stand in the list of processes.
account=$(mktemp) && trap 'rm -f "$account"' EXIT
printf 'user = "%s:%s"\n' "$CH_USER" "$CH_PASSWORD" >"$account"
ask() { curl -sS -K "$account" "$@"; }
step() { # step NAME EXPECTED FOUND
  if [[ $3 == $2 ]]; then echo "ok curl: $1"; else echo "FAIL curl: $1: ${3:0:300}" | tr '\n' ' ' && echo; fi
}

step "ping" "Ok." "$(curl -sS "${url}ping")"
step "the statement as the body" "[1-9]*" "$(ask "$url" --data-binary 'SELECT count() FROM events')"
step "the statement in the address" "1" "$(ask "$url?query=SELECT%201")"
step "user and password in the address" "1" "$(curl -sS "$url?user=$CH_USER&password=$CH_PASSWORD&query=SELECT%201")"
step "user and password as headers" "1" "$(curl -sS -H "X-ClickHouse-User: $CH_USER" -H "X-ClickHouse-Key: $CH_PASSWORD" "$url" -d 'SELECT 1')"
step "schemas" "$CH_TABLES" "$(ask "$url" -d 'SHOW TABLES' | paste -sd,)"
for table in ${CH_TABLES//,/ }; do
  step "every column of $table" "$(ask "$url" -d "DESCRIBE TABLE $table" | cut -f1 | paste -sd'\t')" \
    "$(ask "$url" -d "SELECT * FROM $table LIMIT 1 FORMAT TSVWithNames" | head -1)"
done
step "a parameter in the address" "it's" "$(ask "$url?param_text=it%27s" -d 'SELECT {text:String} FORMAT TSVRaw')"
step "parameters in a form" $'3\tit\'s' "$(ask "$url" -F 'query=SELECT {n:UInt8} + 1, {text:String} FORMAT TSVRaw' -F param_n=2 -F "param_text=it's")"
for packing in gzip br zstd deflate; do
  step "packed with $packing" "${packing}" "$(ask "$url" -o /dev/null -w '%header{content-encoding}' -H "Accept-Encoding: $packing" -d 'SELECT number FROM numbers(1000)')"
done
step "unpacked by curl itself" "100000" "$(ask --compressed "$url" -d 'SELECT number FROM numbers(100000)' | wc -l)"
step "a packed statement" "1" "$(printf 'SELECT 1' | gzip | ask "$url" -H 'Content-Encoding: gzip' --data-binary @-)"
step "UInt64 above 2^53" '{"n":"18446744073709551615"}' "$(ask "$url" -d 'SELECT 18446744073709551615 AS n FORMAT JSONEachRow')"
step "a time zone" "09" "$(ask "$url?session_timezone=Asia/Tokyo" -d "SELECT formatDateTime(fromUnixTimestamp(0), '%H')")"
step "the status of an error" "Code: 47.*nothing*" "$(ask "$url" -d 'SELECT nothing FROM events')"
step "curl --fail" "22" "$(ask -f "$url" -d 'SELECT nothing FROM events' 2>/dev/null; echo $?)"
step "a wrong password" "Code: 516.*" "$(curl -sS -u "$CH_USER:x" "$url" -d 'SELECT 1')"
step "an insert is refused" "Code: 497.*" "$(ask "$url?query=INSERT%20INTO%20events%20FORMAT%20CSV" -d '1')"
ask --max-time 1.5 "$url" -d 'SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))' >/dev/null 2>&1
step "--max-time" "28" "$?"
echo "cancelled curl"

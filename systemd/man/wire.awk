# Writes the manual page mnist-wire(7), in mdoc(7), from the document of the protocol:
#
#   awk -v date=DATE -f wire.awk formats/wire-protocol.md
#
# It knows the Markdown that the document uses: headings, paragraphs, lists, pipe tables, fenced
# blocks, `code`, *emphasis*, **weight** and links. mandoc's lint tells when that is too little.

BEGIN {
  print "'\\\" t"
  printf ".Dd %s\n.Dt MNIST-WIRE 7\n.Os\n", date
  print ".Sh NAME\n.Nm mnist-wire\n.Nd the protocol between mnistd and its clients"
}

/^```/ {
  flush()
  if (!isFenced) print ".Bd -literal -offset 2n"
  else print ".Ed"
  isFenced = !isFenced
  needsBreak = !isFenced
  next
}

isFenced { print guarded(plain($0)); next }

/^# / { print ".Sh DESCRIPTION"; needsBreak = 0; next }

/^##+ / {
  flush()
  endLists(0)
  macro = /^## / ? ".Sh " : ".Ss "
  sub(/^#+ +/, "")
  print macro (macro == ".Sh " ? toupper(plain($0)) : plain($0))
  needsBreak = 0
  next
}

/^\|/ {
  if (!isTable) { flush(); rows = 0 }
  isTable = 1
  row[++rows] = $0
  next
}

isTable { table(); isTable = 0 }

# The document's own list of sections: a manual page has its headings.
/^[0-9]+\. \[/ { next }

/^ *([*]|[0-9]+\.) / {
  flush()
  match($0, /^ */)
  level = RLENGTH >= 4 ? 2 : 1
  match($0, /^ *([*]|[0-9]+\.) +/)
  mark = substr($0, 1, RLENGTH)
  gsub(/ /, "", mark)
  kind = mark == "*" ? "bullet" : "tag"
  if (level > depth || listKind[level] != kind) {
    endLists(level - 1)
    print kind == "bullet" ? ".Bl -bullet" : ".Bl -tag -width 3n"
    depth = level
    listKind[level] = kind
  } else {
    endLists(level)
  }
  print kind == "bullet" ? ".It" : ".It " mark
  paragraph = substr($0, RLENGTH + 1)
  needsBreak = 0
  next
}

/^ *$/ { flush(); wasBlank = 1; next }

{
  if (wasBlank && paragraph == "" && $0 !~ /^ /) endLists(0)
  wasBlank = 0
  sub(/^ +/, "")
  paragraph = paragraph (paragraph == "" ? "" : " ") $0
}

END { if (isTable) table(); flush(); endLists(0); print ".Sh SEE ALSO\n.Xr mnistctl 1 ,\n.Xr mnistd 8" }

function flush() {
  if (paragraph == "") return
  if (needsBreak) print ".Pp"
  lines(paragraph)
  paragraph = ""
  needsBreak = 1
}

function endLists(level) {
  for (; depth > level; depth--) {
    print ".El"
    needsBreak = 1
  }
}

# Sentences on lines of their own, and long ones on several, but never code, emphasis or a link.
function lines(text,    words, n, i, line, bare) {
  n = split(text, words, / +/)
  for (i = 1; i <= n; i++) {
    if (line != "" && !isOpen(line) && length(line) + length(words[i]) > 62) {
      print guarded(styled(line))
      line = words[i]
    } else {
      line = line (line == "" ? "" : " ") words[i]
    }
    bare = words[i]
    gsub(/[*`]/, "", bare)
    if (bare ~ /[.]$/ && !isOpen(line)) {
      print guarded(styled(line))
      line = ""
    }
  }
  if (line != "") print guarded(styled(line))
}

# Whether code, emphasis or a link has begun and not ended.
function isOpen(line,    ticks, stars) {
  if (line ~ /\[[^]]*$/ || line ~ /\]\([^)]*$/) return 1
  ticks = gsub(/`/, "`", line)
  gsub(/`[^`]*`/, "", line)
  stars = gsub(/[*][*]/, "", line)
  return ticks % 2 || stars % 2
}

# Text without marks, for places where fonts do not belong.
function plain(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  return text
}

# Fonts instead of marks; code is left as it is inside.
function styled(text,    done, before, code) {
  text = plain(text)
  while (match(text, /\[[^]]*\]\([^)]*\)/)) {
    code = substr(text, RSTART + 1, RLENGTH - 1)
    sub(/\]\(.*/, "", code)
    text = substr(text, 1, RSTART - 1) code substr(text, RSTART + RLENGTH)
  }
  while (match(text, /`[^`]*`/)) {
    before = substr(text, 1, RSTART - 1)
    code = substr(text, RSTART + 1, RLENGTH - 2)
    text = substr(text, RSTART + RLENGTH)
    done = done emphasised(before) "\\fB" code "\\fP"
  }
  return done emphasised(text)
}

function emphasised(text) {
  while (match(text, /[*][*][^*]+[*][*]/)) {
    text = substr(text, 1, RSTART - 1) "\\fB" substr(text, RSTART + 2, RLENGTH - 4) "\\fP" \
      substr(text, RSTART + RLENGTH)
  }
  while (match(text, /[*][^* ][^*]*[*]/)) {
    text = substr(text, 1, RSTART - 1) "\\fI" substr(text, RSTART + 1, RLENGTH - 2) "\\fP" \
      substr(text, RSTART + RLENGTH)
  }
  return text
}

function guarded(line) { return line ~ /^[.']/ ? "\\&" line : line }

# A pipe table for tbl(1); what is long is text that is filled.
function table(    i, j, n, cells, columns, format) {
  n = cellsOf(row[1], cells)
  columns = n
  for (j = 1; j < columns; j++) format = format (row[2] ~ /:/ && isRight(row[2], j) ? "r " : "l ")
  if (needsBreak) print ".Pp"
  print ".TS\nallbox;"
  printf "%s\n", boldened(columns)
  print format "lx."
  for (i = 1; i <= rows; i++) {
    if (i == 2) continue
    n = cellsOf(row[i], cells)
    for (j = 1; j <= columns; j++) {
      if (i == 1 || length(cells[j]) < 20) printf "%s", guarded(styled(cells[j]))
      else {
        print "T{"
        lines(cells[j])
        printf "T}"
      }
      printf "%s", j < columns ? "\t" : "\n"
    }
  }
  print ".TE\n.sp"
  needsBreak = 0
}

function boldened(columns,    j, format) {
  for (j = 1; j < columns; j++) format = format "lB "
  return format "lB"
}

function isRight(rule, column,    cells) {
  cellsOf(rule, cells)
  return cells[column] ~ /:$/
}

function cellsOf(line, cells,    n, j) {
  sub(/^\| */, "", line)
  sub(/ *\| *$/, "", line)
  n = split(line, cells, / *\| */)
  return n
}

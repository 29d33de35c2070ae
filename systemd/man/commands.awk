# Writes manual pages from what a program says of its own command line, in awk because the machine
# that installs them need not have anything better:
#
#   mnistctl --experimental-dump-help | awk -v into=DIR -v section=1 -v date=DATE -f commands.awk
#
# The program and each of its verbs has a page: mnistctl.1, mnistctl-train.1. The form is mdoc(7).
# more=FILE appends sections to the program's own page, see=PAGES names pages to look at, in the
# order of their sections: "mnist-wire(7) mnistd(8)".

# --- JSON: every value lands in `value` by its path, /command/subcommands/0/abstract ---

{
  rest = $0
  while (match(rest, /^[ \t]*("([^"\\]|\\.)*"|[][{}:,]|[-+.0-9a-zA-Z]+)/)) {
    token = substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 1)
    sub(/^[ \t]+/, "", token)
    take(token)
  }
}

function take(token) {
  if (token == "{" || token == "[") {
    path[depth + 1] = depth == 0 ? "" : path[depth] "/" key[depth]
    depth++
    isList[depth] = token == "["
    key[depth] = isList[depth] ? 0 : ""
  } else if (token == "}" || token == "]") {
    depth--
  } else if (token == ",") {
    if (isList[depth]) key[depth]++
    else key[depth] = ""
  } else if (token != ":") {
    if (token ~ /^"/) token = unquoted(token)
    if (!isList[depth] && key[depth] == "") key[depth] = token
    else value[path[depth] "/" key[depth]] = token
  }
}

function unquoted(text) {
  text = substr(text, 2, length(text) - 2)
  gsub(/\\\\/, "\001", text)
  gsub(/\\n/, "\n", text)
  gsub(/\\t/, "\t", text)
  gsub(/\\\//, "/", text)
  gsub(/\\"/, "\"", text)
  gsub(/\001/, "\\", text)
  return text
}

# --- Pages ---

END {
  if (!("/command/commandName" in value)) {
    print "commands.awk: no command was described" > "/dev/stderr"
    exit 1
  }
  program = value["/command/commandName"]
  page("/command", program)
}

function page(at, name,    i, title, file, verb) {
  title = name
  gsub(/ /, "-", title)
  file = into "/" title "." section
  out = file
  printf ".Dd %s\n.Dt %s %s\n.Os\n", date, toupper(title), section > out
  printf ".Sh NAME\n.Nm %s\n", title > out
  printf ".Nd %s\n", escaped(headline(value[at "/abstract"])) > out
  printf ".Sh SYNOPSIS\n.Nm %s\n", name > out
  synopsis(at)
  print ".Sh DESCRIPTION" > out
  text(value[at "/abstract"])
  if (value[at "/discussion"] != "") {
    print ".Pp" > out
    text(value[at "/discussion"])
  }
  options(at)
  if (hasVerbs(at)) {
    print ".Sh COMMANDS\n.Bl -tag -width Ds" > out
    for (i = 0; at "/subcommands/" i "/commandName" in value; i++) {
      verb = name " " value[at "/subcommands/" i "/commandName"]
      if (!isShown(at "/subcommands/" i)) continue
      printf ".It Cm %s\n", value[at "/subcommands/" i "/commandName"] > out
      text(value[at "/subcommands/" i "/abstract"])
      gsub(/ /, "-", verb)
      printf "See\n.Xr %s %s .\n", verb, section > out
    }
    print ".El" > out
  }
  if (name == program && more != "") {
    while ((getline line < more) > 0) print line > out
  }
  seeAlso(name == program ? "" : program "(" section ")")
  close(file)
  for (i = 0; at "/subcommands/" i "/commandName" in value; i++) {
    if (isShown(at "/subcommands/" i)) {
      page(at "/subcommands/" i, name " " value[at "/subcommands/" i "/commandName"])
    }
  }
}

# The library adds a verb 'help', which has nothing to say on a page of its own.
function isShown(at) {
  return value[at "/shouldDisplay"] != "false" && value[at "/commandName"] != "help"
}

function hasVerbs(at,    i) {
  for (i = 0; at "/subcommands/" i "/commandName" in value; i++) {
    if (isShown(at "/subcommands/" i)) return 1
  }
  return 0
}

function headline(sentence) {
  sub(/\.$/, "", sentence)
  return tolower(substr(sentence, 1, 1)) substr(sentence, 2)
}

function synopsis(at,    i, here, typed) {
  if (hasVerbs(at)) {
    print ".Ar command\n.Op Ar argument ..." > out
    return
  }
  for (i = 0; at "/arguments/" i "/kind" in value; i++) {
    here = at "/arguments/" i
    if (value[here "/shouldDisplay"] == "false" || value[here "/valueName"] == "help") continue
    typed = form(here)
    if (value[here "/isRepeating"] == "true") typed = typed " ..."
    print (value[here "/isOptional"] == "true" ? ".Op " typed : "." typed) > out
  }
}

# An argument as it is typed, as the rest of a line of mdoc.
function form(here,    name) {
  if (value[here "/kind"] == "positional") return "Ar " escaped(value[here "/valueName"])
  name = value[here "/preferredName/name"]
  name = "Fl " (value[here "/preferredName/kind"] == "long" ? "\\-" : "") escaped(name)
  return value[here "/kind"] == "option" ? name " Ar " escaped(value[here "/valueName"]) : name
}

# Those without a title first, then title by title.
function options(at,    i, n, here, title, titles, seen) {
  n = 1
  titles[1] = ""
  for (i = 0; at "/arguments/" i "/kind" in value; i++) {
    here = at "/arguments/" i
    title = value[here "/sectionTitle"]
    if (value[here "/shouldDisplay"] == "false" || title in seen) continue
    seen[title] = 1
    if (title != "") titles[++n] = title
  }
  if (n > 1 || "" in seen) print ".Sh OPTIONS" > out
  for (i = 1; i <= n; i++) {
    if (titles[i] == "" && !("" in seen)) continue
    if (titles[i] != "") printf ".Ss %s\n", escaped(titles[i]) > out
    optionsTitled(at, titles[i])
  }
}

function optionsTitled(at, title,    i, j, here, names) {
  print ".Bl -tag -width Ds" > out
  for (i = 0; at "/arguments/" i "/kind" in value; i++) {
    here = at "/arguments/" i
    if (value[here "/shouldDisplay"] == "false" || value[here "/sectionTitle"] != title) continue
    names = ""
    for (j = 0; here "/names/" j "/name" in value; j++) {
      names = names (j ? " , " : "") "Fl " \
        (value[here "/names/" j "/kind"] == "long" ? "\\-" : "") \
        escaped(value[here "/names/" j "/name"])
    }
    if (value[here "/kind"] == "option") names = names " Ar " escaped(value[here "/valueName"])
    if (value[here "/kind"] == "positional") names = form(here)
    printf ".It %s\n", names > out
    text(value[here "/abstract"])
    if (value[here "/discussion"] != "") {
      print ".Pp" > out
      text(value[here "/discussion"])
    }
    values(here)
  }
  print ".El" > out
}

# What may be said, and what holds if nothing is, unless the text says so already.
function values(here,    i, list) {
  for (i = 0; here "/allValues/" i in value; i++) {
    list = list (i ? ", " : "") value[here "/allValues/" i]
  }
  if (list != "" && !index(value[here "/abstract"], value[here "/allValues/0"])) text("Values: " list ".")
  if (here "/defaultValue" in value) text("Default: " value[here "/defaultValue"] ".")
}

function seeAlso(parent,    n, i, pages, part) {
  n = split(parent " " see, pages, / +/)
  list = ""
  for (i = 1; i <= n; i++) {
    if (pages[i] == "") continue
    split(pages[i], part, /[()]/)
    list = list (list == "" ? "" : " ,\n") ".Xr " part[1] " " part[2]
  }
  if (list != "") printf ".Sh SEE ALSO\n%s\n", list > out
}

# Paragraphs; lines that begin with blanks are shown as they stand.
function text(words,    n, i, lines, isDisplay) {
  n = split(words, lines, "\n")
  for (i = 1; i <= n; i++) {
    if (lines[i] ~ /^[ \t]+[^ \t]/) {
      if (!isDisplay) print ".Bd -literal -offset indent" > out
      isDisplay = 1
      sub(/^[ \t]+/, "", lines[i])
      print escaped(lines[i]) > out
      continue
    }
    if (isDisplay) {
      print ".Ed" > out
      isDisplay = 0
    }
    if (lines[i] != "") sentences(escaped(lines[i]))
    else if (i < n) print ".Pp" > out
  }
  if (isDisplay) print ".Ed" > out
}

# A sentence begins a line, so that the formatter puts its space behind the one before.
function sentences(line) {
  while (match(line, /[^.][.] [A-Z]/)) {
    fill(substr(line, 1, RSTART + 1))
    line = substr(line, RSTART + 3)
  }
  fill(line)
}

# Prints lines of at most 78 characters; one that began with a dot or quote would be a request.
function fill(line,    n, i, words, part) {
  n = split(line, words, / +/)
  for (i = 1; i <= n; i++) {
    if (part != "" && length(part) + length(words[i]) > 77) {
      print guarded(part) > out
      part = words[i]
    } else {
      part = part (part == "" ? "" : " ") words[i]
    }
  }
  print guarded(part) > out
}

function guarded(line) { return line ~ /^[.']/ ? "\\&" line : line }

function escaped(words) {
  gsub(/\\/, "\\e", words)
  gsub(/-/, "\\-", words)
  return words
}

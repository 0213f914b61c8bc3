# request: recording-requeue RECORDING: lets BigBlueButton make a recording again that failed or was forgotten half-made; raw files stay

# Whether it is BigBlueButton's internal id of a meeting: a SHA-1 and the milliseconds of its beginning.
is_recording() {
  case $1 in
    *[!0-9a-f-]*) return 1 ;;
    ????????????????????????????????????????-?????????????) ;;
    *) return 1 ;;
  esac
  case ${1#*-} in
    *[!0-9]*) return 1 ;;
  esac
}

# Prints the formats for which there is STATUS/STEP/ID-FORMAT.ENDING.
formats() {
  set +f
  for mark in "$recordings/recording/status/$2/$1"-*".$3"; do
    [ -f "$mark" ] || continue
    mark=${mark##*/}
    mark=${mark#"$1"-}
    mark=${mark%".$3"}
    case $mark in
      [!A-Za-z]* | *[!A-Za-z0-9_.-]*) ;;
      *) printf '%s\n' "$mark" ;;
    esac
  done
  set -f
}

# Whether a recording is published in each format that was made of it, long enough ago, and no step failed.
published_whole() {
  marks=$recordings/recording/status
  [ ! -e "$marks/archived/$1.fail" ] && [ ! -e "$marks/sanity/$1.fail" ] || return 1
  [ -z "$(formats "$1" processed fail)$(formats "$1" published fail)" ] || return 1
  made=$(formats "$1" processed done)
  [ -n "$made" ] || return 1
  while read -r format; do
    [ -f "$recordings/published/$format/$1/metadata.xml" ] || return 1
    mark=$marks/published/$1-$format.done
    [ -f "$mark" ] && [ "$(stat -c %Y -- "$mark")" -lt "$before" ] || return 1
  done <<EOF
$made
EOF
  ! worked_on "$1"
}

# Tells BigBlueButton's own queue to take a step for a recording.
enqueue() {
  if [ -n "$DRY" ]; then
    printf 'would have BigBlueButton do %s for %s\n' "$1" "$2"
    return 0
  fi
  said=$(
    cd "$queue" 2>/dev/null && timeout -k 5 60 runuser -u bigbluebutton -- ruby rap-enqueue.rb "$1" "$2" 2>&1 </dev/null
  )
  status=$?
  if [ "$status" -ne 0 ]; then
    printf "%s could not be given to BigBlueButton's queue (status %s): %s\\n" "$1" "$status" "$(plain "$said")"
    return 1
  fi
  log "queued $1 for $2"
  printf 'gave %s for %s to BigBlueButton'"'"'s queue\n' "$1" "$2"
}

# BigBlueButton's workers remove a step's own marks and half-made files before they take it, and take the steps after it
# by themselves: so it is enough to find the step and to ask for it. A step that was archived badly has lost what it was
# made of; only a person can find it again.
recording_requeue() {
  is_recording "$1" || refuse 'not the id of a recording'
  recordings=$ROOT/var/bigbluebutton
  queue=$ROOT/usr/local/bigbluebutton/core/scripts
  marks=$recordings/recording/status
  [ -f "$queue/rap-enqueue.rb" ] || refuse "there is no $queue/rap-enqueue.rb: BigBlueButton is older than 2.3, or not here"
  if [ -L "$recordings/recording/raw/$1" ] || [ ! -s "$recordings/recording/raw/$1/events.xml" ]; then
    printf 'there are no raw files of %s to make it from\n' "$1"
    return 1
  fi
  if [ -e "$marks/archived/$1.norecord" ]; then
    printf 'nobody pressed the button in %s: there is nothing to make\n' "$1"
    return 3
  fi
  if [ -e "$marks/archived/$1.fail" ]; then
    printf 'archiving %s failed: what is missing has to be found by a person\n' "$1"
    return 1
  fi
  if worked_on "$1"; then
    printf 'process %s works on %s\n' "$worker" "$1"
    return 3
  fi
  if [ ! -e "$marks/sanity/$1.done" ]; then
    forgotten "$marks/archived/$1.done" "$marks/sanity/$1.fail" || return
    enqueue sanity "$1"
    return
  fi
  begun=$(begun "$1")
  if [ -z "$begun" ]; then
    forgotten "$marks/sanity/$1.done" '' || return
    enqueue sanity "$1"
    return
  fi
  asked=0 failed=0
  while read -r format; do
    step=$(step "$1" "$format")
    [ -n "$step" ] || continue
    asked=1
    enqueue "$step:$format" "$1" || failed=1
  done <<EOF
$begun
EOF
  [ "$failed" -eq 0 ] || return 1
  [ "$asked" -eq 1 ] && return 0
  printf '%s is neither failed nor forgotten\n' "$1"
  return 3
}

# Whether a step failed, or the one before it was done so long ago that nobody thinks of it any more.
forgotten() {
  [ -z "$2" ] || [ ! -e "$2" ] || return 0
  if old "$1"; then
    return 0
  fi
  printf 'that recording waits, and not for so long that it is forgotten\n'
  return 3
}

# Whether something is there and nothing was done to it for six hours.
old() {
  [ -e "$1" ] && [ "$(stat -c %Y -- "$1")" -lt $(($(date +%s) - 21600)) ]
}

# Prints the formats of which anything was begun.
begun() {
  {
    for step in processed published; do
      formats "$1" "$step" done
      formats "$1" "$step" fail
    done
    set +f
    for directory in "$recordings"/recording/process/*/"$1" "$recordings"/recording/publish/*/"$1"; do
      [ -d "$directory" ] || continue
      directory=${directory%/*}
      directory=${directory##*/}
      case $directory in
        [!A-Za-z]* | *[!A-Za-z0-9_.-]*) ;;
        *) printf '%s\n' "$directory" ;;
      esac
    done
    set -f
  } | sort -u | head -n 20
}

# Prints the step that a format has to take again; nothing when it is well, or may still come.
step() {
  [ ! -e "$marks/published/$1-$2.done" ] || return 0
  if [ -e "$marks/processed/$1-$2.fail" ]; then
    echo process
  elif [ ! -e "$marks/processed/$1-$2.done" ]; then
    if [ -e "$marks/published/$1-$2.fail" ] || old "$recordings/recording/process/$2/$1"; then echo process; fi
  elif [ -e "$marks/published/$1-$2.fail" ] || old "$marks/processed/$1-$2.done"; then
    if [ -d "$recordings/recording/process/$2/$1" ]; then echo publish; else echo process; fi
  fi
}

# request: free-disk-space KIND: deletes what its kind allows, the oldest first, until enough is free: apt, journal, logs, recordings, temporary
# list: disk: kinds that may be deleted: KIND [enough=PERCENT] [days=N] [size=SIZE]; recordings: raw files of what is published, only where it says days=

MOST=200 # entries that one request deletes
LONGEST=150 # seconds after which it begins no other

free_disk_space() {
  case $1 in
    any) kinds='apt temporary journal logs recordings' ;;
    apt | journal | logs | recordings | temporary) kinds=$1 ;;
    *) refuse 'not a kind of what may be deleted' ;;
  esac
  did=0 failed=0 gained=0 crowded=0 spared= listed_any=
  until=$(($(date +%s) + LONGEST))
  for kind in $kinds; do
    entry disk "$kind" || continue
    listed_any=1
    number enough 20 90
    enough=$number
    case $kind in
      apt) free_apt ;;
      journal) free_journal ;;
      logs) free_logs ;;
      recordings) free_recordings ;;
      temporary) free_temporary ;;
    esac
  done
  [ -n "$listed_any" ] || refuse "$1 is not in $LISTS/heal.disk"
  [ "$failed" -eq 0 ] || return 1
  [ "$crowded" -eq 1 ] || return 3
  if [ "$did" -eq 0 ]; then
    printf 'nothing of that may be deleted\n'
    return 3
  fi
  if [ -n "$DRY" ]; then
    printf 'would free %s KiB\n' "$gained"
    return 0
  fi
  log "freed $gained KiB of $1"
  printf 'freed %s KiB\n' "$gained"
}

# Counts what is deleted, or in a dry run would be: the next kind must not count on it once more.
count_freed() {
  did=1
  gained=$((gained + $1))
  [ -z "$DRY" ] || spared="$spared $device=$1"
}

# Leaves in missing how many KiB must become free where a directory lies until enough is.
measure() {
  # shellcheck disable=SC2046
  set -- "$1" $(timeout -k 2 10 df -k --output=size,avail -- "$1" 2>/dev/null | tail -n 1)
  case ${2-}${3-} in
    '' | *[!0-9]*)
      printf 'how much is free at %s can not be told\n' "$1"
      failed=1
      return 1
      ;;
  esac
  missing=$(($2 / 100 * enough - $3))
}

# Whether a directory is there, is what its name says and lies where too little is free.
short() {
  [ -d "$1" ] || {
    printf 'there is no %s\n' "$1"
    return 1
  }
  if [ "$(cd -P -- "$1" && pwd -P)" != "$1" ]; then
    printf '%s is a link or lies behind one: nothing is deleted there\n' "$1"
    failed=1
    return 1
  fi
  measure "$1" || return 1
  device=$(stat -c %d -- "$1")
  for word in $spared; do
    [ "${word%%=*}" != "$device" ] || missing=$((missing - ${word#*=}))
  done
  if [ "$missing" -le 0 ]; then
    printf 'at least %s %% are free at %s\n' "$enough" "$1"
    return 1
  fi
  crowded=1
}

# Deletes an entry of a directory from within: a directory that was exchanged for a link, or that something is mounted
# on, is known by where one really is.
delete() (
  cd -P -- "$1" 2>/dev/null && [ "$(pwd -P)" = "$1" ] && [ "$(stat -c %d .)" = "$device" ] || exit 1
  [ ! -L "./$2" ] && [ "$(stat -c %d -- "./$2")" = "$device" ] || exit 1
  if [ -d "./$2" ]; then
    timeout -k 5 60 rm -rf --one-file-system -- "./$2" 2>/dev/null
  elif [ -f "./$2" ]; then
    rm -f -- "./$2" 2>/dev/null
  fi
  [ ! -e "./$2" ]
)

# Deletes, of lines "TIME KIB DIRECTORY NAME", the oldest first, until enough is free.
delete_oldest() {
  found=$(printf '%s\n' "$1" | sort -n | head -n "$MOST")
  while read -r time size directory name; do
    [ -n "$name" ] || continue
    [ -n "$DRY" ] || measure "$directory" || return
    [ "$missing" -gt 0 ] || return
    if [ "$(date +%s)" -gt "$until" ]; then
      printf 'time is up; ask again for the rest\n'
      return
    fi
    if [ -n "$DRY" ]; then
      printf 'would delete %s/%s, %s KiB\n' "$directory" "$name" "$size"
      missing=$((missing - size))
    elif delete "$directory" "$name"; then
      printf 'deleted %s/%s, %s KiB\n' "$directory" "$name" "$size"
    else
      printf '%s/%s could not be deleted, or is not what it was\n' "$directory" "$name"
      failed=1
      continue
    fi
    count_freed "$size"
  done <<EOF
$found
EOF
}

free_apt() {
  archives=$ROOT/var/cache/apt/archives
  short "$archives" || return
  found=$(timeout -k 5 30 find -P "$archives" -xdev -maxdepth 2 -type f -name '*.deb' -printf '%k %p\n' | head -n "$MOST")
  while read -r size path; do
    [ -n "$path" ] || continue
    count_freed "$size"
    [ -z "$DRY" ] || printf 'would delete %s, %s KiB\n' "$path" "$size"
  done <<EOF
$found
EOF
  [ "$did" -eq 1 ] && [ -z "$DRY" ] || return
  said=$(timeout -k 5 60 apt-get -q clean 2>&1 </dev/null) && {
    printf 'emptied the cache of packages\n'
    return
  }
  printf 'apt-get clean failed: %s\n' "$(plain "$said")"
  failed=1
}

# What journalctl deletes: archived files, the oldest first, until those that are left and those that are written to are
# no more than the size.
free_journal() {
  journals=$ROOT/var/log/journal
  most=$(field size 500M)
  case $most in
    *[!0-9KMG]* | 0* | [!0-9]* | *[KMG]?* | *[0-9] | ???????*) refuse 'size= of journal is not a size such as 500M' ;;
  esac
  most_kib=${most%[KMG]}
  case $most in
    *M) most_kib=$((most_kib * 1024)) ;;
    *G) most_kib=$((most_kib * 1048576)) ;;
  esac
  short "$journals" || return
  archived=
  oldest=
  sum=0
  # Those that are written to come first, then archived ones, the newest first.
  found=$(
    timeout -k 5 30 find -P "$journals" -xdev -maxdepth 2 -type f \
      \( -name '*@*.journal' -printf '%T@ %k %p\n' -o -name '*.journal~' -printf '%T@ %k %p\n' \
      -o -name '*.journal' -printf '99999999999 %k %p\n' \) | sort -n -r
  )
  while read -r time size path; do
    [ -n "$path" ] || continue
    sum=$((sum + size))
    [ "$time" != 99999999999 ] || continue
    archived="$size $path$NL$archived"
    [ "$sum" -le "$most_kib" ] || oldest="$size $path$NL$oldest"
  done <<EOF
$found
EOF
  [ -n "$oldest" ] || return
  if [ -n "$DRY" ]; then
    told "would have journalctl delete" "$oldest"
    return
  fi
  said=$(timeout -k 5 80 journalctl --vacuum-size="$most" 2>&1 </dev/null) || {
    printf 'journalctl failed: %s\n' "$(plain "$said")"
    failed=1
  }
  told deleted "$archived"
}

# Tells of files, "KIB PATH" a line, that are to be deleted or are gone.
told() {
  while read -r size path; do
    [ -n "$path" ] || continue
    [ -n "$DRY" ] || [ ! -e "$path" ] || continue
    printf '%s %s, %s KiB\n' "$1" "$path" "$size"
    count_freed "$size"
  done <<EOF
$2
EOF
}

# Logs that were rotated away: they end in a number or a day, and perhaps are compressed.
free_logs() {
  number days 14 3650
  logs=$ROOT/var/log
  short "$logs" || return
  delete_oldest "$(
    timeout -k 5 60 find -P "$logs" -xdev -type f -mtime "+$number" -regextype posix-extended \
      -regex '.*[^/](\.[0-9]{1,3}|-[0-9]{8}(-[0-9]{4,10})?(\.log)?)(\.(gz|xz|bz2|zst))?' \
      ! -regex '.*[^A-Za-z0-9/._@:+,=~-].*' -printf '%T@ %k %h %f\n'
  )"
}

# What programs forgot that BigBlueButton runs: LibreOffice's and ImageMagick's work files, and Chromium's profiles.
free_temporary() {
  number days 2 365
  for place in "$ROOT/tmp" "$ROOT/var/tmp"; do
    short "$place" || continue
    open=$(timeout -k 5 20 find "$PROC" -maxdepth 3 -path '*/fd/*' -lname "$place/*" -printf '%l\n' 2>/dev/null)
    old=$(
      timeout -k 5 30 find -P "$place" -xdev -mindepth 1 -maxdepth 1 \( -type f -o -type d \) -mtime "+$number" \
        \( -name 'magick-*' -o -name 'lu*.tmp' -o -name '.org.chromium.Chromium.*' \) \
        ! -name '*[!A-Za-z0-9._-]*' -printf '%T@ %f\n'
    )
    idle=
    while read -r time name; do
      [ -n "$name" ] || continue
      case $open in
        *"$place/$name"*) continue ;;
      esac
      [ -z "$(timeout -k 5 20 find -P "$place/$name" -xdev -mtime "-$number" 2>/dev/null | head -n 1)" ] || continue
      size=$(kib "$place/$name")
      idle="$idle$time ${size:-0} $place $name$NL"
    done <<EOF
$old
EOF
    delete_oldest "$idle"
  done
}

kib() {
  size=$(timeout -k 5 30 du -skx -- "$1" 2>/dev/null)
  printf '%s' "${size%%[!0-9]*}"
}

# Raw files of recordings that are published in every format that was made of them. Without them BigBlueButton can't
# make them again: so only when an admin wrote so.
free_recordings() {
  case " $entry" in
    *' days='*) ;;
    *)
      [ "$kinds" != recordings ] || refuse "recordings in $LISTS/heal.disk do not say days="
      printf 'recordings in %s do not say days=\n' "$LISTS/heal.disk"
      failed=1
      return
      ;;
  esac
  number days 30 3650
  recordings=$ROOT/var/bigbluebutton
  raw=$recordings/recording/raw
  short "$raw" || return
  before=$(($(date +%s) - number * 86400))
  all=$(timeout -k 5 30 find -P "$raw" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort -t - -k 2 -n)
  ready=
  sum=0
  count=0
  while read -r id; do
    is_recording "$id" || continue
    born=${id#*-}
    [ "${born%???}" -lt "$before" ] || break
    published_whole "$id" || continue
    size=$(kib "$raw/$id")
    ready="$ready$born ${size:-0} $raw $id$NL"
    sum=$((sum + ${size:-0}))
    count=$((count + 1))
    [ "$count" -lt "$MOST" ] && [ "$sum" -lt "$missing" ] || break
  done <<EOF
$all
EOF
  delete_oldest "$ready"
}

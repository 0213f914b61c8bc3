# request: may-act: says that nobody stopped the healer on this host; does nothing

# Who provisions does not come through this script, and asks it first: the host's STOP counts all the same.
may_act() {
  printf 'nobody stopped the healer on this host\n'
}

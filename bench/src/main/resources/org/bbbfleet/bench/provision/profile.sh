umask 027
export BENCH=1

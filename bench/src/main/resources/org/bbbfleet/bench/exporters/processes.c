/*
 * A table of many processes, and the plainest way to read it, for a comparison.
 *
 *   processes hold N      forks N children that sleep, says "ready"; ends with them when its input ends, it is killed, or
 *                         five minutes have passed
 *   processes read FILE   for each line of input reads /proc/PID/FILE of all processes once and prints the CPU time of that
 *                         in microseconds, and how many it read
 */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void wake(int signal) { (void)signal; }

/* Ends the children gently for the machine: init would reap so many only slowly. */
static int end_all(pid_t *children, int count) {
  for (int i = 0; i < count; i++) {
    kill(children[i], SIGKILL);
    waitpid(children[i], NULL, 0);
  }
  return 0;
}

static int hold(int count) {
  pid_t self = getpid();
  pid_t *children = calloc(count, sizeof *children);
  if (!children) return 1;
  struct sigaction action = {.sa_handler = wake}; /* no SA_RESTART: the read below ends */
  sigaction(SIGALRM, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  alarm(300);
  for (int i = 0; i < count; i++) {
    pid_t child = fork();
    if (child < 0) {
      perror("fork");
      end_all(children, i);
      return 1;
    }
    children[i] = child;
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != self) _exit(0);
      signal(SIGTERM, SIG_DFL);
      signal(SIGINT, SIG_DFL);
      close(0);
      close(1);
      for (;;) pause();
    }
  }
  puts("ready");
  fflush(stdout);
  char byte;
  while (read(0, &byte, 1) > 0) {
  }
  return end_all(children, count);
}

static long long cpu_micros(void) {
  struct rusage use;
  getrusage(RUSAGE_SELF, &use);
  return (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1000000LL + use.ru_utime.tv_usec + use.ru_stime.tv_usec;
}

static int read_all(const char *file) {
  char line[64], path[300], buffer[2048];
  while (fgets(line, sizeof line, stdin)) {
    long long before = cpu_micros();
    int count = 0;
    DIR *proc = opendir("/proc");
    if (!proc) return 1;
    struct dirent *entry;
    while ((entry = readdir(proc))) {
      if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
      snprintf(path, sizeof path, "/proc/%s/%s", entry->d_name, file);
      int fd = open(path, O_RDONLY);
      if (fd < 0) continue;
      if (read(fd, buffer, sizeof buffer) > 0) count++;
      close(fd);
    }
    closedir(proc);
    printf("%lld %d\n", cpu_micros() - before, count);
    fflush(stdout);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && !strcmp(argv[1], "hold")) return hold(atoi(argv[2]));
  if (argc == 3 && !strcmp(argv[1], "read")) return read_all(argv[2]);
  return 64;
}

/* C: what the machine allows. Constant bytes, epoll, one thread; no HTTP server either.
 *
 * constant HEAD FRAME COUNT FILE [COUNT FILE ...]: FILE holds the answer to the model chunks-COUNT;
 * a model paced-MS gets HEAD, and then FRAME every MS milliseconds. A request comes in one read.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536

struct bytes { char *data; size_t size; };
struct stream { const struct bytes *answer; size_t sent; long long due, gap; };

static struct bytes head, frame, answers[16];
static int counts[16], kinds, paced_fds[MOST], paced;
static struct stream streams[MOST];

static long long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static struct bytes read_file(const char *path) {
  struct bytes one = {0};
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(1); }
  fseek(file, 0, SEEK_END);
  one.size = ftell(file);
  one.data = malloc(one.size);
  rewind(file);
  if (fread(one.data, 1, one.size, file) != one.size) exit(1);
  fclose(file);
  return one;
}

static void arm(int poll, int fd, int events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(poll, EPOLL_CTL_MOD, fd, &event);
}

static void forget(int fd) {
  for (int one = 0; one < paced; one++)
    if (paced_fds[one] == fd) { paced_fds[one] = paced_fds[--paced]; break; }
  close(fd);
}

static void go_on(int poll, int fd, int was_waiting) {
  struct stream *one = &streams[fd];
  while (one->sent < one->answer->size) {
    ssize_t size = send(fd, one->answer->data + one->sent, one->answer->size - one->sent, MSG_NOSIGNAL);
    if (size < 0) {
      if (errno == EAGAIN && !was_waiting) arm(poll, fd, EPOLLIN | EPOLLOUT);
      return;
    }
    one->sent += size;
  }
  if (was_waiting) arm(poll, fd, EPOLLIN);
}

static void answer(int poll, int fd, char *request) {
  char *model = strstr(request, "\"model\": \"");
  if (!model) { forget(fd); return; }
  model += 10;
  struct stream *one = &streams[fd];
  if (!strncmp(model, "paced-", 6)) {
    one->gap = atoi(model + 6) * 1000LL;
    one->due = now_us() + one->gap;
    if (send(fd, head.data, head.size, MSG_NOSIGNAL) > 0) paced_fds[paced++] = fd;
    return;
  }
  int count = atoi(model + 7);
  for (int kind = 0; kind < kinds; kind++)
    if (counts[kind] == count) one->answer = &answers[kind];
  one->sent = 0;
  go_on(poll, fd, 0);
}

static int send_due(void) {
  long long now = now_us(), first = -1;
  for (int one = 0; one < paced; one++) {
    struct stream *stream = &streams[paced_fds[one]];
    if (stream->due <= now) {
      if (send(paced_fds[one], frame.data, frame.size, MSG_NOSIGNAL) < 0) {
        paced_fds[one--] = paced_fds[--paced];
        continue;
      }
      stream->due += stream->gap;
    }
    if (first < 0 || stream->due < first) first = stream->due;
  }
  if (first < 0) return -1;
  long long left = first - now_us();
  return left <= 0 ? 0 : (int)((left + 999) / 1000);
}

int main(int argc, char **argv) {
  head = read_file(argv[1]);
  frame = read_file(argv[2]);
  for (int one = 3; one + 1 < argc; one += 2, kinds++) {
    counts[kinds] = atoi(argv[one]);
    answers[kinds] = read_file(argv[one + 1]);
  }
  int yes = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), poll = epoll_create1(0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  bind(listener, (struct sockaddr *)&address, size);
  listen(listener, 4096);
  getsockname(listener, (struct sockaddr *)&address, &size);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, ready[512];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  printf("ready at :%d\n", ntohs(address.sin_port));
  fflush(stdout);
  static char request[65536];
  for (int timeout = -1;; timeout = send_due()) {
    int found = epoll_wait(poll, ready, 512, timeout);
    for (int one = 0; one < found; one++) {
      int fd = ready[one].data.fd;
      if (fd == listener) {
        int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        if (client < 0 || client >= MOST) continue;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event added = {.events = EPOLLIN, .data.fd = client};
        epoll_ctl(poll, EPOLL_CTL_ADD, client, &added);
        continue;
      }
      if (ready[one].events & EPOLLOUT) go_on(poll, fd, 1);
      if (!(ready[one].events & (EPOLLIN | EPOLLHUP | EPOLLERR))) continue;
      ssize_t got = recv(fd, request, sizeof request - 1, 0);
      if (got <= 0) { if (got == 0 || errno != EAGAIN) forget(fd); continue; }
      request[got] = 0;
      answer(poll, fd, request);
    }
  }
}

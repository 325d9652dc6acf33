/* SPDX-License-Identifier: MIT */
/*
 * sandbox_calls.c - the system calls that answering and counting make.
 *
 * Missing on purpose: whatever starts a program or a process, opens a network
 * socket, mounts, traces, changes users or clocks.
 */
#include <errno.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sandbox.h"

/* A name that this processor does not have is passed over. */
static const char *const calls[] = {
	/* connections, and the log */
	"accept", "accept4", "connect", "epoll_create1", "epoll_ctl",
	"epoll_wait", "epoll_pwait", "getpeername", "getsockname", "getsockopt",
	"poll", "ppoll", "pselect6", "recvfrom", "recvmsg", "select", "sendmsg",
	"sendto", "setsockopt", "shutdown", "socketpair", "_newselect",
	/* files, as SQLite and the C library use them */
	"access", "close", "dup", "faccessat", "faccessat2", "fallocate",
	"fchmod", "fchown", "fcntl", "fdatasync", "flock", "fstat", "fstatfs",
	"fsync", "ftruncate", "getcwd", "getdents64", "lseek", "lstat",
	"newfstatat", "open", "openat", "pread64", "preadv", "pwrite64",
	"pwritev", "read", "readlink", "readlinkat", "readv", "stat", "statx",
	"unlink", "unlinkat", "utimensat", "write", "writev",
	/* memory; PCRE2 turns expressions into code, where it may */
	"brk", "madvise", "mmap", "mprotect", "mremap", "munmap",
	/* time and signals */
	"clock_getres", "clock_gettime", "clock_nanosleep", "gettimeofday",
	"nanosleep", "restart_syscall", "rt_sigaction", "rt_sigpending",
	"rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "setitimer",
	"sigaltstack", "signalfd4", "time",
	/* the process itself: who it is, and its end */
	"exit", "exit_group", "futex", "getegid", "geteuid", "getgid", "getpid",
	"getppid", "getrandom", "getrusage", "gettid", "getuid", "prctl",
	"prlimit64", "rseq", "sched_getaffinity", "sched_yield",
	"set_robust_list", "sysinfo", "tgkill", "umask", "uname",
	/* the same on processors of 32 bits */
	"_llseek", "clock_getres_time64", "clock_gettime64",
	"clock_nanosleep_time64", "fchown32", "fcntl64", "fstat64", "fstatat64",
	"fstatfs64", "ftruncate64", "futex_time64", "getegid32", "geteuid32",
	"getgid32", "getuid32", "lstat64", "mmap2", "ppoll_time64",
	"pselect6_time64", "recv", "rt_sigtimedwait_time64", "send",
	"set_thread_area", "sigprocmask", "sigreturn", "stat64", "ugetrlimit",
	"utimensat_time64"
};

bool
sandbox_calls(enum sandbox s)
{
	scmp_filter_ctx c =
	    seccomp_init(s == SANDBOX_LOG ? SCMP_ACT_LOG :
					    SCMP_ACT_ERRNO(EPERM));
	bool done = c != NULL;

	if (c == NULL)
		return false;
	for (size_t i = 0; done && i < ARRAY_LEN(calls); i++) {
		int call = seccomp_syscall_resolve_name(calls[i]), rc;

		if (call == __NR_SCMP_ERROR)
			continue;
		/* One with a number below 0 may be a part of another call; what
		 * this processor has in no way is EDOM. */
		rc = seccomp_rule_add(c, SCMP_ACT_ALLOW, call, 0);
		done = rc == 0 || rc == -EDOM;
	}
	/* To the log of the system, and nowhere else; but x86 with 32 bits,
	 * where one call makes all sockets, hides of which family. */
	done = done &&
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
		SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0)) == 0;
	/* How much of an answer waits to be read. */
	done = done &&
	    seccomp_rule_add(c, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
		SCMP_A1(SCMP_CMP_EQ, TIOCOUTQ, 0)) == 0;
	/* Ask for the fast form: a tree, not a list that each call walks. */
	(void)seccomp_attr_set(c, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	done = done && seccomp_load(c) == 0;
	seccomp_release(c);
	return done;
}

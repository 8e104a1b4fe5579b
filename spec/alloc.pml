/*
 * How a run gets its number, for SPIN.
 *
 *   spin -DCLAIM  -a alloc.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m100000     passes, exhaustively
 *   spin -DHINT   …                                                             must fail
 *   spin -DMARKER …                                                             must fail
 *
 * CLAIM   as in docs/format.md: an exclusive, permanent claim of the number in its family, one of the
 *         name, then an exclusive folder. The hint is believed only if its claim exists.
 * HINT    an exclusive folder alone; a hint file says where to begin, and deleting raises it first.
 * MARKER  the same with a hint that only grows.
 *
 * Three processes allocate two names each. The first two count in one family, the third in another one whose
 * names read the same, as those of ("a-b", "c") and ("a", "b-c") do. Others delete runs, spoil the hint, and any
 * process may die between two steps. Each statement is one call to the file system; a look at all claims is
 * one statement per number, so that others come in between.
 */

#define MAX 5          /* numbers 1 .. MAX; a process that wants more gives up */
#define TIMES 2        /* names a process asks for */
#define DELETIONS 2

bit folder[MAX + 1];   /* the folder of run n exists */
bit name[MAX + 1];     /* its name is claimed */
bit given[MAX + 1];    /* it was handed out */
byte hint[2];

#ifdef CLAIM
bit number[(MAX + 1) * 2];   /* number n of family f is claimed, at f * (MAX + 1) + n */
#define NUMBER(f, n) number[(f) * (MAX + 1) + (n)]
#endif

inline give(n) {
  d_step { assert(!given[n]); given[n] = 1 }
}

proctype allocator(bit family) {
  byte n, look;
  byte times = 0;
  bit mine;

  do
  :: times == TIMES -> break
  :: times < TIMES ->
    times++;
    n = hint[family];
#ifdef CLAIM
    if
    :: n > 0 && n <= MAX && NUMBER(family, n) -> skip
    :: else ->
      /* No hint to believe: look at every claim and every folder. */
      n = 0; look = 1;
      do
      :: look > MAX -> break
      :: else ->
        if
        :: NUMBER(family, look) || name[look] || folder[look] -> n = look
        :: else -> skip
        fi;
        look++
      od
    fi;
    look = 0;
#endif
    n++;
    mine = 0;
    do
    :: mine || n > MAX -> break
    :: else ->
#ifdef CLAIM
      atomic { mine = !NUMBER(family, n); NUMBER(family, n) = 1 }
      if
      :: !mine -> n++; goto next
      :: else -> skip
      fi;
      if :: goto dead :: skip fi;
      atomic { mine = !name[n]; name[n] = 1 }
      if
      :: !mine -> n++; goto next
      :: else -> skip
      fi;
      if :: goto dead :: skip fi;
#endif
      atomic { mine = !folder[n]; folder[n] = 1 }
      if
      :: !mine -> n++
      :: else -> skip
      fi;
next: skip
    od;
    if
    :: !mine -> break
    :: else -> skip
    fi;
    if :: goto dead :: skip fi;
    give(n);
#ifdef MARKER
    d_step { hint[family] = (hint[family] < n -> n : hint[family]) }
#else
    hint[family] = n
#endif
  od;
dead: skip
}

/* Deletes by hand what is there; without claims it raises the hint first, as a careful program would. */
proctype deleter() {
  byte n;
  byte times = 0;
  do
  :: times == DELETIONS -> break
  :: times < DELETIONS ->
    times++;
    select(n : 1 .. MAX);
    if
    :: folder[n] ->
#ifndef CLAIM
      d_step {
        hint[0] = (hint[0] < n -> n : hint[0]);
        hint[1] = (hint[1] < n -> n : hint[1])
      }
#endif
      folder[n] = 0
    :: else -> skip
    fi
  od
}

#ifdef CLAIM
/* A restored copy, a full disk, a bad editor: the hint may say anything at any time. */
proctype vandal() {
  byte n;
  select(n : 0 .. MAX);
  hint[0] = n
}
#endif

init {
  atomic {
    run allocator(0);
    run allocator(0);
#ifdef CLAIM
    run allocator(1);
    run vandal();
#else
    run allocator(0);
#endif
    run deleter()
  }
}

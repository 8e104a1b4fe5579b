/*
 * How a run gets its number, for SPIN.
 *
 *   spin -DCLAIM -a alloc.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m100000
 *
 * CLAIM passes exhaustively; each of the others must fail, so that the model is known to see the fault.
 *
 * CLAIM   as in docs/format.md: an exclusive, permanent claim of the number in its family, one of the
 *         name, then an exclusive folder. The hint is believed only if its claim exists.
 * HINT    an exclusive folder alone; a hint file says where to begin, and deleting raises it first.
 * MARKER  the same with a hint that only grows.
 * FREED   CLAIM, but deleting a run removes its claims (-DCLAIM -DFREED).
 * ADOPT   CLAIM beside a process that asks for one name as a whole, of another size, whose text both families can read (-DCLAIM -DADOPT).
 * NAMED   ADOPT, but that process claims only the name (-DCLAIM -DADOPT -DNAMED).
 *
 * Three processes allocate. The first two count in one family, the third in another one whose
 * names read the same, as those of ("a-b", "c") and ("a", "b-c") do. Others delete runs, spoil the hint, and any
 * process may die between two steps. Each statement is one call to the file system; a look at all claims is
 * one statement per number, so that others come in between.
 */

#ifndef MAX
#define MAX 4          /* numbers 1 .. MAX; a process that wants more gives up */
#endif
#ifndef TIMES
#define TIMES 1        /* names that each process of the first family asks for; the third asks for one */
#endif
#ifndef DELETIONS
#define DELETIONS 2
#endif

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

#ifdef ADOPT
bit others[MAX + 1];   /* the folder of run n of another size exists, or did: nobody deletes it */

/* Asks for one number, whoever else does: looks whether it is taken, then claims it in each family in which its name can be read. */
proctype adopter() {
  byte n;
  atomic { select(n : 1 .. MAX) }
  if :: NUMBER(0, n) || NUMBER(1, n) || folder[n] -> goto dead :: else fi;
#ifndef NAMED
  atomic { if :: NUMBER(0, n) -> goto dead :: else -> NUMBER(0, n) = 1 fi };
  if :: goto dead :: skip fi;
  atomic { if :: NUMBER(1, n) -> goto dead :: else -> NUMBER(1, n) = 1 fi };
  if :: goto dead :: skip fi;
#endif
  others[n] = 1;
  give(n);
dead: skip
}
#define STANDS(n) (folder[n] || others[n])
#else
#define STANDS(n) folder[n]
#endif

proctype allocator(bit family; byte times) {
  byte n, look;
  bit mine;

  do
  :: times == 0 -> break
  :: else ->
    atomic { times--; n = hint[family] }
#ifdef CLAIM
    atomic {
      if
      :: n > 0 && n <= MAX && NUMBER(family, n) -> look = MAX + 1
      :: else -> n = 0; look = 1      /* no hint to believe: look at every claim and every folder */
      fi
    }
    do
    :: atomic { look > MAX -> look = 0; break }
    :: atomic { look <= MAX && (NUMBER(family, look) || name[look] || STANDS(look)) -> n = look; look++ }
    :: atomic { look <= MAX && !(NUMBER(family, look) || name[look] || STANDS(look)) -> look++ }
    od;
#endif
    n++;
try:
    if
    :: n > MAX -> goto dead
    :: else
    fi;
#ifdef CLAIM
    atomic { mine = !NUMBER(family, n); NUMBER(family, n) = 1; if :: !mine -> n++; goto try :: mine fi };
    if :: goto dead :: skip fi;
    atomic { mine = !name[n]; name[n] = 1; if :: !mine -> n++; goto try :: mine fi };
    if :: goto dead :: skip fi;
#endif
    atomic { mine = !folder[n]; folder[n] = 1; if :: !mine -> n++; goto try :: mine fi };
    if :: goto dead :: skip fi;
    give(n);
    if :: goto dead :: skip fi;
#ifdef MARKER
    d_step { hint[family] = (hint[family] < n -> n : hint[family]); n = 0; mine = 0 }
#else
    d_step { hint[family] = n; n = 0; mine = 0 }
#endif
  od;
dead: skip
}

/* Deletes by hand what is there; without claims it raises the hint first, as a careful program would. */
proctype deleter() {
  byte n;
  byte times = DELETIONS;
  do
  :: times == 0 -> break
  :: else ->
    atomic { times--; select(n : 1 .. MAX) }
#ifndef CLAIM
    d_step { hint[0] = (hint[0] < n -> n : hint[0]) }
#endif
#ifdef FREED
    d_step { NUMBER(0, n) = 0; name[n] = 0 }
#endif
    d_step { folder[n] = 0; n = 0 }
  od
}

#ifdef CLAIM
/* A restored copy, a full disk, a bad editor: the hint may say anything at any time. */
proctype vandal() {
  byte n;
  atomic { select(n : 0 .. MAX); hint[0] = n; n = 0 }
}
#endif

init {
  atomic {
    run allocator(0, TIMES);
#ifdef ADOPT
    run adopter();
#else
    run allocator(0, TIMES);
#endif
#ifdef CLAIM
    run allocator(1, 1);
    run vandal();
#else
    run allocator(0, 1);
#endif
    run deleter()
  }
}

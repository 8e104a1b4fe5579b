/*
 * How a run that somebody copies into outputs/ counts for the next name though a ledger tells where the counters are, for SPIN.
 *
 *   spin -a ledger.pml && gcc -O2 -DSAFETY -DCOLLAPSE -o pan pan.c && ./pan -m100000
 *
 * Without a define it passes exhaustively; each of the others must fail, so that the model is known to see the fault.
 *
 * BELIEF     a ledger is believed whatever state outputs/ is in.
 * LATE       the state for which a new ledger stands is looked at after the look at all runs.
 * COUNTLESS  our own change is told by the time of the folder alone, not by the count of folders as well.
 *
 * Two processes allocate in one family. Another one copies runs of another size in, which claim nothing; somebody restores an old
 * ledger from a backup. Who does not get the ledger may lose patience and begin another one at any time, and any process may die between two
 * steps. Each statement is one call to the file system. An allocation that is asked for after a run was copied in never gets its number.
 */

#ifndef MAX
#define MAX 3          /* numbers 1 .. MAX; a process that wants more gives up */
#endif
#ifndef TIMES
#define TIMES 2        /* names that the first process asks for; the second asks for one */
#endif
#ifndef COPIES
#define COPIES 1
#endif

bit number[MAX + 1];   /* number n is claimed */
bit folder[MAX + 1];   /* the folder of our run n exists */
bit copied[MAX + 1];   /* a folder of another size with number n was copied in */
bit given[MAX + 1];
byte version = 1;      /* of outputs/: another one after each change */
byte count;            /* folders in outputs/ */
bit isFree;            /* a ledger can be taken: */
byte noted, last;      /* the version of outputs/ for which it stands, 0 for none, and the number that was handed out last */

proctype allocator(byte times) {
  byte n, look, known, seen, seenCount;
  bit had[MAX + 1];    /* what was copied in before this was asked for */

  do
  :: times == 0 -> break
  :: else ->
    d_step {
      times--;
      look = 1;
      do
      :: look > MAX -> look = 0; break
      :: else -> had[look] = copied[look]; look++
      od
    }
    if
    :: atomic { isFree -> isFree = 0; known = noted; n = last }
    :: atomic { known = 0; n = 0 }      /* there is none, or patience is at its end */
    fi;
    if :: goto dead :: skip fi;
    atomic {
      seen = version; seenCount = count;
      if
#ifdef BELIEF
      :: known > 0 -> look = MAX + 1
#else
      :: known == seen -> look = MAX + 1
#endif
      :: else -> n = 0; look = 1
      fi
    }
    /* outputs/ is listed at once, the claims are looked at one by one */
    d_step {
      if
      :: look > MAX
      :: else ->
        do
        :: look > MAX -> look = 1; break
        :: else -> if :: folder[look] || copied[look] -> n = look :: else fi; look++
        od
      fi
    }
    do
    :: atomic { look > MAX -> look = 0; break }
    :: atomic { look <= MAX -> if :: number[look] && look > n -> n = look :: else fi; look++ }
    od;
#ifdef LATE
    atomic { seen = version; seenCount = count };
#endif
    n++;
try:
    if
    :: n > MAX -> goto dead
    :: else
    fi;
    atomic { look = number[n]; number[n] = 1; if :: look -> look = 0; n++; goto try :: else fi };
    if :: goto dead :: skip fi;
    d_step { assert(!folder[n]); folder[n] = 1; version++; count++ };
    if :: goto dead :: skip fi;
#ifdef COUNTLESS
    seen = version;
#else
    d_step { if :: count == seenCount + 1 -> seen = version :: else -> seen = 0 fi };
#endif
    if :: goto dead :: skip fi;
    d_step { noted = seen; last = n; isFree = 1 }
    if :: goto dead :: skip fi;
    d_step { assert(!given[n] && !had[n]); given[n] = 1; n = 0; known = 0; seen = 0; seenCount = 0 }
  od;
dead: skip
}

proctype copier() {
  byte n;
  byte times = COPIES;
  do
  :: times == 0 -> break
  :: else ->
    atomic { times--; select(n : 1 .. MAX) }
    d_step { if :: !copied[n] -> copied[n] = 1; version++; count++ :: else fi; n = 0 }
  od
}

proctype restorer() {
  byte oldNoted, oldLast;
end: atomic { isFree -> oldNoted = noted; oldLast = last };
  d_step { noted = oldNoted; last = oldLast; isFree = 1; oldNoted = 0; oldLast = 0 }
}

init { atomic { run allocator(TIMES); run allocator(1); run copier(); run restorer() } }

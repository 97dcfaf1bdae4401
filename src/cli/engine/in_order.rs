//! Works on the pieces of a stream on any number of threads. Results are delivered in the order of the pieces, and memory
//! is bounded: no piece is taken while too many bytes of results wait for their turn.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

use super::threads;

/// Bytes per thread of pieces that are worked on or wait for an earlier one. A slow piece stops the others only when these
/// are used up.
const ROOM: usize = 8 << 20;

/// Takes pieces from `next`, each with its size in bytes, calls `work` on them, and passes the results to `put` in order.
/// At any time only one thread runs `next`, and one `put`.
///
/// # Errors
/// The first error of `put`, which ends the run.
pub fn in_order<P: Send, R: Send>(
    threads: usize,
    mut next: impl FnMut() -> Option<(P, usize)> + Send,
    work: impl Fn(P) -> R + Sync,
    mut put: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    if threads <= 1 {
        while let Some((piece, _)) = next() {
            put(work(piece))?;
        }
        return Ok(());
    }
    let queue = Queue {
        input: Mutex::new(Input { next, taken: 0 }),
        order: Mutex::new(Order {
            put: Some(put),
            due: 0,
            waiting: BTreeMap::new(),
            bytes: 0,
            ended: false,
            error: None,
        }),
        moved: Condvar::new(),
        room: ROOM * threads,
    };
    threads::pool(threads)?.broadcast(|_| {
        let _guard = EndOnPanic(&queue);
        while let Some((number, piece, bytes)) = queue.take() {
            queue.put(number, work(piece), bytes);
        }
    });
    let error = queue.lock().error.take();
    error.map_or(Ok(()), Err)
}

struct Queue<N, P, R> {
    input: Mutex<Input<N>>,
    order: Mutex<Order<P, R>>,
    /// Notified when a result was put, and when the run has ended.
    moved: Condvar,
    room: usize,
}

struct Input<N> {
    next: N,
    taken: u64,
}

struct Order<P, R> {
    /// `None` while a thread runs it.
    put: Option<P>,
    /// Number of the piece to be put next.
    due: u64,
    /// Results of later pieces, with their bytes.
    waiting: BTreeMap<u64, (R, usize)>,
    /// Bytes of pieces that were taken and not put.
    bytes: usize,
    ended: bool,
    error: Option<anyhow::Error>,
}

impl<N, P, R> Queue<N, P, R> {
    fn lock(&self) -> MutexGuard<'_, Order<P, R>> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take<T>(&self) -> Option<(u64, T, usize)>
    where
        N: FnMut() -> Option<(T, usize)>,
    {
        let mut input = self.input.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |order: &mut Order<P, R>| order.bytes >= self.room && !order.ended;
        let order = self.moved.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        if order.ended {
            return None;
        }
        drop(order);
        let (piece, bytes) = (input.next)()?;
        let number = input.taken;
        input.taken += 1;
        self.lock().bytes += bytes;
        Some((number, piece, bytes))
    }

    /// Adds a result, and puts all results that are due, unless another thread is doing so.
    fn put(&self, number: u64, result: R, bytes: usize)
    where
        P: FnMut(R) -> Result<()>,
    {
        let mut order = self.lock();
        order.waiting.insert(number, (result, bytes));
        let Some(mut put) = order.put.take() else { return };
        while !order.ended {
            let due = order.due;
            let Some((result, bytes)) = order.waiting.remove(&due) else { break };
            drop(order);
            let done = put(result);
            order = self.lock();
            order.due += 1;
            order.bytes -= bytes;
            if let Err(error) = done {
                order.error = Some(error);
                order.ended = true;
            }
            self.moved.notify_all();
        }
        order.put = Some(put);
    }
}

/// Ends the run if a thread panics, so that the others do not wait for its result.
struct EndOnPanic<'a, N, P, R>(&'a Queue<N, P, R>);

impl<N, P, R> Drop for EndOnPanic<'_, N, P, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.lock().ended = true;
            self.0.moved.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_long() {
        for threads in [1, 2, 7] {
            let (mut numbers, mut found) = (0..200, Vec::new());
            in_order(
                threads,
                || numbers.next().map(|number| (number, 1)),
                |number| {
                    if number % 50 == 0 {
                        thread::sleep(Duration::from_millis(20));
                    }
                    number * 2
                },
                |number| {
                    found.push(number);
                    Ok(())
                },
            )
            .unwrap();
            assert_eq!(found, (0..200).map(|number| number * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_more_is_taken_than_there_is_room_for() {
        let (taken, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut numbers = 0..100;
        in_order(
            2,
            || {
                let open = taken.fetch_add(1, Ordering::SeqCst) - done.load(Ordering::SeqCst);
                assert!(open <= 4, "{open}");
                numbers.next().map(|number| (number, ROOM / 2))
            },
            |number| {
                if number == 0 {
                    thread::sleep(Duration::from_millis(50));
                }
            },
            |()| {
                done.fetch_add(1, Ordering::SeqCst);
                Ok(())
            },
        )
        .unwrap();
    }

    #[test]
    fn an_error_ends_the_run() {
        for threads in [1, 3] {
            let (mut numbers, mut put) = (0.., 0);
            let error = in_order(
                threads,
                || numbers.next().map(|number: u64| (number, 1)),
                |number| number,
                |number| {
                    put += 1;
                    anyhow::ensure!(number != 10, "full");
                    Ok(())
                },
            );
            assert_eq!((error.unwrap_err().to_string().as_str(), put), ("full", 11));
        }
    }

    #[test]
    #[should_panic(expected = "one page")]
    fn a_panic_leaves_nobody_waiting() {
        let mut numbers = 0..100;
        let work = |number| assert!(number != 3, "one page");
        let _ = in_order(2, || numbers.next().map(|number| (number, ROOM)), work, |()| Ok(()));
    }
}

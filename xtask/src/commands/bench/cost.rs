//! What work costs: processor time, which a busy machine disturbs least, and how several measurements are told as one.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long this process was on a processor so far, with all its threads.
pub fn processor() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), nanoseconds)
}

/// The one in the middle.
pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The median with the least and the greatest behind it: `12.3 ms (11.9–14.0)`.
pub fn shown(times: &[Duration]) -> String {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let least = times.iter().min().copied().unwrap_or_default();
    let greatest = times.iter().max().copied().unwrap_or_default();
    format!(
        "{:.1} ms ({:.1}–{:.1})",
        milliseconds(median(times)),
        milliseconds(least),
        milliseconds(greatest)
    )
}

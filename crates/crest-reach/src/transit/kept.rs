//! Single travel times of an origin as few bytes, to be kept from one computation for the next.
//!
//! Whoever leaves a step later and catches the same vehicle travels a step less. So what is written is the change of arrival
//! from departure to departure, and runs of departures with the same arrival as their number.
//!
//! Bytes of one destination and block: 0 and a time, if all departures take as long (or none arrives); else 1, the first
//! time, and in turns a number of departures that arrive together and the change of arrival after them, until all
//! departures are told. Times are 16 bits, little-endian; changes modulo 2^16 in bytes of seven bits, the last below 128.

use super::percentile::UNREACHED;
use super::{LANES, Lanes};

/// Appends the times of one destination and block, of which the first `n` lanes are in use.
pub(super) fn keep(lanes: &Lanes, n: usize, step_s: u16, bytes: &mut Vec<u8>) {
    let lanes = &lanes[..n];
    if lanes.iter().all(|time| *time == lanes[0]) {
        bytes.push(0);
        bytes.extend(lanes[0].to_le_bytes());
        return;
    }
    bytes.push(1);
    bytes.extend(lanes[0].to_le_bytes());
    let mut together = 0;
    for pair in lanes.windows(2) {
        match pair[1].wrapping_sub(pair[0]).wrapping_add(step_s) {
            0 => together += 1,
            change => {
                bytes.push(together);
                together = 0;
                put(change, bytes);
            }
        }
    }
    // The rest may be told by a number alone: what is left is known.
    if together > 0 {
        bytes.push(together);
    }
}

/// Reads what [`keep`] wrote and returns the bytes after it; none if they are not such bytes.
pub(super) fn recall<'a>(bytes: &'a [u8], n: usize, step_s: u16, lanes: &mut Lanes) -> Option<&'a [u8]> {
    lanes[n..].fill(UNREACHED);
    let (kind, rest) = bytes.split_first()?;
    let (first, mut rest) = rest.split_first_chunk::<2>()?;
    let mut time = u16::from_le_bytes(*first);
    match kind {
        0 => lanes[..n].fill(time),
        1 => {
            lanes[0] = time;
            let mut lane = 1;
            while lane < n {
                let (together, after) = rest.split_first()?;
                let end = lane + usize::from(*together);
                for lane in lanes.get_mut(lane..end.min(LANES))? {
                    time = time.wrapping_sub(step_s);
                    *lane = time;
                }
                (lane, rest) = (end, after);
                if lane < n {
                    let (change, after) = take(rest)?;
                    time = time.wrapping_sub(step_s).wrapping_add(change);
                    lanes[lane] = time;
                    (lane, rest) = (lane + 1, after);
                }
            }
            if lane > n {
                return None;
            }
        }
        _ => return None,
    }
    Some(rest)
}

fn put(mut change: u16, bytes: &mut Vec<u8>) {
    while change > 127 {
        bytes.push(change as u8 | 128);
        change >>= 7;
    }
    bytes.push(change as u8);
}

fn take(bytes: &[u8]) -> Option<(u16, &[u8])> {
    let mut change = 0_u32;
    for (place, byte) in bytes.iter().take(3).enumerate() {
        change |= u32::from(byte & 127) << (7 * place);
        if *byte < 128 {
            return Some((u16::try_from(change).ok()?, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests;

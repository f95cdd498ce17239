//! Contours of a surface over a square grid by marching squares.

/// Returns the closed rings around where the surface is at most `level`, in steps of the grid from its first point.
///
/// What is enclosed lies to the left: outer rings run anticlockwise, holes clockwise. Between a grid point within and one
/// beyond, the ring crosses where the surface, taken as straight, meets the level; where the point beyond is infinite,
/// at the share of the step that `share_to_infinite` gives for the value within. Rings begin at their lowest, then
/// leftmost crossing and are in order of it. Points at the rim of the grid must be beyond the level.
pub(super) fn rings(
    surface: &[f64],
    [width, height]: [usize; 2],
    level: f64,
    share_to_infinite: impl Fn(f64) -> f64,
) -> Vec<Vec<[f64; 2]>> {
    let within = |point: usize| surface[point] <= level;
    // A crossing is named by the grid point at its lower or left end: twice its position, and 1 more if it goes up.
    let mut next = vec![u32::MAX; 2 * width * height];
    for row in 0..height.saturating_sub(1) {
        for column in 0..width.saturating_sub(1) {
            let corner = row * width + column;
            let inside = [corner, corner + 1, corner + width + 1, corner + width].map(within);
            let sides = [2 * corner, 2 * (corner + 1) + 1, 2 * (corner + width), 2 * corner + 1];
            connect(inside, sides, &mut next);
        }
    }
    let mut rings = Vec::new();
    for first in 0..next.len() {
        if next[first] == u32::MAX {
            continue;
        }
        let mut ring = Vec::new();
        let mut crossing = first;
        while next[crossing] != u32::MAX {
            let point = crossing / 2;
            let other = if crossing % 2 == 0 { point + 1 } else { point + width };
            let share = share_within(surface, point, other, level, &share_to_infinite);
            let [x, y] = [(point % width) as f64, (point / width) as f64];
            ring.push(if crossing % 2 == 0 { [x + share, y] } else { [x, y + share] });
            crossing = std::mem::replace(&mut next[crossing], u32::MAX) as usize;
        }
        ring.push(ring[0]);
        rings.push(ring);
    }
    rings
}

/// Enters the pieces of contour within one square: its corners and sides anticlockwise from the lower left and the bottom.
fn connect(inside: [bool; 4], sides: [usize; 4], next: &mut [u32]) {
    // Going round anticlockwise, a contour with the inside to its left enters through a side at which the round leaves
    // the inside, and runs to a side at which the round comes back to it. Of two ways to pair them, taking for each the side that the
    // round meets next joins the two inside corners.
    for side in 0..4 {
        if inside[side] && !inside[(side + 1) % 4] {
            let back = (1..4).map(|step| (side + step) % 4).find(|back| !inside[*back] && inside[(*back + 1) % 4]);
            let back = back.expect("the round ends where it began, inside");
            next[sides[side]] = u32::try_from(sides[back]).expect("grids are bounded");
        }
    }
}

/// Share of the step from one grid point to the next at which the level is met.
fn share_within(surface: &[f64], a: usize, b: usize, level: f64, to_infinite: &impl Fn(f64) -> f64) -> f64 {
    let of = |inside: f64, beyond: f64| {
        if beyond.is_finite() { ((level - inside) / (beyond - inside)).clamp(0.0, 1.0) } else { to_infinite(inside) }
    };
    // A little is kept from both ends, so that no two points of a ring coincide.
    let (low, high) = (1e-3, 1.0 - 1e-3);
    if surface[a] <= level {
        of(surface[a], surface[b]).clamp(low, high)
    } else {
        1.0 - of(surface[b], surface[a]).clamp(low, high)
    }
}

/// Area of a closed ring, positive if it runs anticlockwise (the shoelace formula).
pub(super) fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum::<f64>() / 2.0
}

/// Tells whether a closed ring goes around a place, by counting the sides that a ray to the east crosses.
pub(super) fn contains(ring: &[[f64; 2]], place: [f64; 2]) -> bool {
    let crossings = ring.windows(2).filter(|pair| {
        let [[x0, y0], [x1, y1]] = [pair[0], pair[1]];
        (y0 > place[1]) != (y1 > place[1]) && place[0] < x0 + (place[1] - y0) / (y1 - y0) * (x1 - x0)
    });
    crossings.count() % 2 == 1
}

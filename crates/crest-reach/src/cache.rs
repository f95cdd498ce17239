//! Cached forms: arrays written one after another under a head and a checksum, and read back or refused.
//!
//! Layout, all numbers little-endian: `CRESTARR`, four bytes that name the kind of content, its version (u32), then
//! sections of a width (u8: 1, 2, 4 or 8 bytes), a count (u64) and the elements, and at the end 32 bytes of BLAKE3 over all
//! that stands before. The order of sections is the content's own matter.
//!
//! The checksum tells accidents. A reader must still judge what it reads: anyone can write a file with a right checksum.

const MAGIC: &[u8; 8] = b"CRESTARR";
const CHECKSUM_BYTES: usize = 32;

/// Says why bytes are not the cached form that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheError {
    /// The bytes do not begin with the mark of a cached form, or are too few to be one.
    NotCached,
    /// They hold something else.
    Kind {
        /// Kind that was found.
        found: [u8; 4],
    },
    /// They were written in another version of the form.
    Version {
        /// Version that was found.
        found: u32,
    },
    /// The checksum does not agree: the bytes were damaged.
    Damaged,
    /// A section lacks, has another width, or is longer than the bytes.
    Section,
    /// A value breaks a rule of the content, such as an edge that leads to no vertex.
    Content,
}

impl std::fmt::Display for CacheError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotCached => f.write_str("the bytes are not a cached form"),
            Self::Kind { found } => write!(f, "the cached form holds `{}`", found.escape_ascii()),
            Self::Version { found } => write!(f, "the cached form is of version {found}"),
            Self::Damaged => f.write_str("the checksum of the cached form does not agree"),
            Self::Section => f.write_str("a section of the cached form lacks or is cut short"),
            Self::Content => f.write_str("the cached form holds a value that breaks its rules"),
        }
    }
}

impl std::error::Error for CacheError {}

/// Writes arrays into a cached form.
#[derive(Debug, Clone)]
pub struct Writer {
    bytes: Vec<u8>,
}

/// Reads arrays of a cached form in the order in which they were written.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// Numbers that sections are made of.
pub trait Element: Copy + private::Sealed {
    /// Width in bytes.
    const WIDTH: usize;
    /// Appends the number.
    fn put(self, bytes: &mut Vec<u8>);
    /// Reads the number from exactly its width of bytes.
    fn take(bytes: &[u8]) -> Self;
}

mod private {
    pub trait Sealed {}
}

macro_rules! element {
    ($($number:ty),*) => {$(
        impl private::Sealed for $number {}
        impl Element for $number {
            const WIDTH: usize = size_of::<$number>();
            fn put(self, bytes: &mut Vec<u8>) {
                bytes.extend_from_slice(&self.to_le_bytes());
            }
            fn take(bytes: &[u8]) -> Self {
                Self::from_le_bytes(bytes.try_into().expect("sections are cut by width"))
            }
        }
    )*};
}

element!(u8, u16, u32, i32, u64, i64, f64);

impl Writer {
    /// Begins a cached form of a kind and version.
    pub fn new(kind: [u8; 4], version: u32) -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&kind);
        bytes.extend_from_slice(&version.to_le_bytes());
        Self { bytes }
    }

    /// Appends a section.
    pub fn section<T: Element>(&mut self, elements: impl ExactSizeIterator<Item = T>) {
        self.bytes.reserve(9 + elements.len() * T::WIDTH);
        self.bytes.push(u8::try_from(T::WIDTH).expect("widths are at most 8"));
        self.bytes.extend_from_slice(&(elements.len() as u64).to_le_bytes());
        for element in elements {
            element.put(&mut self.bytes);
        }
    }

    /// Ends the form with its checksum.
    pub fn finish(mut self) -> Vec<u8> {
        let checksum = blake3::hash(&self.bytes);
        self.bytes.extend_from_slice(checksum.as_bytes());
        self.bytes
    }
}

impl<'a> Reader<'a> {
    /// Opens a cached form of a kind and version after checking its head and checksum.
    ///
    /// # Errors
    /// [`CacheError`] for the first of head, kind, version and checksum that is not right.
    pub fn open(bytes: &'a [u8], kind: [u8; 4], version: u32) -> Result<Self, CacheError> {
        let (content, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(CacheError::NotCached)?;
        let rest = content.strip_prefix(MAGIC).ok_or(CacheError::NotCached)?;
        let (found, rest) = rest.split_first_chunk::<4>().ok_or(CacheError::NotCached)?;
        if *found != kind {
            return Err(CacheError::Kind { found: *found });
        }
        let (found, rest) = rest.split_first_chunk::<4>().ok_or(CacheError::NotCached)?;
        let found = u32::from_le_bytes(*found);
        if found != version {
            return Err(CacheError::Version { found });
        }
        if blake3::hash(content).as_bytes() != checksum {
            return Err(CacheError::Damaged);
        }
        Ok(Self { rest })
    }

    /// Returns the elements of the next section.
    ///
    /// # Errors
    /// [`CacheError::Section`] if there is none, or it is of another width.
    pub fn section<T: Element>(&mut self) -> Result<Vec<T>, CacheError> {
        let (width, rest) = self.rest.split_first().ok_or(CacheError::Section)?;
        let (count, rest) = rest.split_first_chunk::<8>().ok_or(CacheError::Section)?;
        let count = usize::try_from(u64::from_le_bytes(*count)).map_err(|_| CacheError::Section)?;
        let length = count.checked_mul(T::WIDTH).ok_or(CacheError::Section)?;
        if usize::from(*width) != T::WIDTH || length > rest.len() {
            return Err(CacheError::Section);
        }
        let (bytes, rest) = rest.split_at(length);
        self.rest = rest;
        Ok(bytes.chunks_exact(T::WIDTH).map(T::take).collect())
    }

    /// Returns the only element of the next section.
    ///
    /// # Errors
    /// [`CacheError::Section`] if there is no such section or it does not hold exactly one element.
    pub fn single<T: Element>(&mut self) -> Result<T, CacheError> {
        match self.section()?[..] {
            [element] => Ok(element),
            _ => Err(CacheError::Section),
        }
    }

    /// Ends reading.
    ///
    /// # Errors
    /// [`CacheError::Section`] if sections are left.
    pub fn finish(self) -> Result<(), CacheError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CacheError::Section) }
    }
}

#[cfg(test)]
mod tests;

//! Protocol buffers as far as extracts use them: fields of a message one after another, numbers of variable length.
//!
//! Source: Protocol Buffers, Encoding (protobuf.dev/programming-guides/encoding).

/// Marks bytes that break the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed;

/// Holds the value of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A number, or a fixed-width one that extracts do not use (given as 0).
    Number(u64),
    /// Bytes: a text, a nested message, or packed numbers.
    Bytes(&'a [u8]),
}

impl<'a> Value<'a> {
    /// Returns the bytes of a field that must have some.
    pub(super) fn bytes(self) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) => Err(Malformed),
        }
    }

    /// Returns the number of a field that must be one.
    pub(super) fn number(self) -> Result<u64, Malformed> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) => Err(Malformed),
        }
    }
}

/// Goes through a message or through packed numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns the number and the value of the next field; `None` at the end.
    pub(super) fn field(&mut self) -> Result<Option<(u64, Value<'a>)>, Malformed> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let key = self.varint()?;
        let value = match key & 7 {
            0 => Value::Number(self.varint()?),
            1 => self.skip(8)?,
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| Malformed)?;
                if length > self.rest.len() {
                    return Err(Malformed);
                }
                let (bytes, rest) = self.rest.split_at(length);
                self.rest = rest;
                Value::Bytes(bytes)
            }
            5 => self.skip(4)?,
            _ => return Err(Malformed),
        };
        Ok(Some((key >> 3, value)))
    }

    /// Returns the next packed number; `None` at the end.
    pub(super) fn packed(&mut self) -> Result<Option<u64>, Malformed> {
        if self.rest.is_empty() { Ok(None) } else { self.varint().map(Some) }
    }

    /// Returns the next packed number of zigzag form, in which small negative numbers are short; `None` at the end.
    pub(super) fn packed_signed(&mut self) -> Result<Option<i64>, Malformed> {
        Ok(self.packed()?.map(zigzag))
    }

    fn skip(&mut self, length: usize) -> Result<Value<'a>, Malformed> {
        self.rest = self.rest.get(length..).ok_or(Malformed)?;
        Ok(Value::Number(0))
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut number = 0;
        // A number of 64 bits takes at most ten bytes of seven bits.
        for (position, byte) in self.rest.iter().take(10).enumerate() {
            number |= u64::from(byte & 0x7f) << (7 * position);
            if byte & 0x80 == 0 {
                self.rest = &self.rest[position + 1..];
                return Ok(number);
            }
        }
        Err(Malformed)
    }
}

/// Undoes the zigzag form: 0, 1, 2, 3, … stand for 0, −1, 1, −2, …
pub(super) fn zigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

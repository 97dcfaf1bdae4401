//! The members of a JSON object, parsed no further than needed.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, as far as they are wanted.
#[derive(Debug)]
pub struct Members<'a> {
    /// Number of all members.
    pub number: usize,
    /// A member for each wanted name.
    pub wanted: Vec<Member<'a>>,
}

/// The members of one name.
#[derive(Clone, Debug, Default)]
pub struct Member<'a> {
    /// How often the name occurs.
    pub times: usize,
    /// The last value, as it is written.
    pub value: Option<&'a str>,
}

impl<'a> Members<'a> {
    /// Parses an object, and finds the members of these names.
    pub fn read(object: &'a str, names: &[&str]) -> serde_json::Result<Self> {
        let mut parser = serde_json::Deserializer::from_str(object);
        let members = MembersSeed(names).deserialize(&mut parser)?;
        parser.end()?;
        Ok(members)
    }
}

struct MembersSeed<'n>(&'n [&'n str]);

impl<'de> DeserializeSeed<'de> for MembersSeed<'_> {
    type Value = Members<'de>;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for MembersSeed<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Members { number: 0, wanted: vec![Member::default(); self.0.len()] };
        while let Some(wanted) = map.next_key_seed(NameSeed(self.0))? {
            members.number += 1;
            if let Some(index) = wanted {
                let member = &mut members.wanted[index];
                member.times += 1;
                member.value = Some(map.next_value::<&RawValue>()?.get());
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(members)
    }
}

/// The index of a key among the wanted names, found without allocating the key.
struct NameSeed<'n>(&'n [&'n str]);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|name| *name == key))
    }
}

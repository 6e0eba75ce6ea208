# Values that every case of the corpus is tried with.
[
  null
  true
  false
  (-2147483649)
  (-129)
  (-128)
  (-1)
  0
  1
  2
  7
  80
  127
  128
  255
  256
  1024
  65535
  65536
  2147483647
  2147483648
  4294967296
  0.5
  1.5
  (-1.5)
  ""
  " "
  "a"
  "b"
  "ab"
  "a1"
  "A"
  "1"
  "a\nb"
  "a\n"
  "a:b"
  "ä"
  "äö"
  "/abs"
  "/abs/b"
  "rel/path"
  [ ]
  [ 1 ]
  [ "a" ]
  [ null ]
  [
    1
    "a"
  ]
  [ [ ] ]
  [ [ 1 ] ]
  [ { } ]
  [ { a = 1; } ]
  { }
  { a = 1; }
  { a = "a"; }
  { a = null; }
  { a = true; }
  {
    a = 1;
    b = "b";
  }
  { b = 1; }
  { c = 1; }
  { a = { }; }
  { a = [ ]; }
  { a = [ 1 ]; }
  { a.a = 1; }
  { a.b = "b"; }
  {
    a.a.a = 1;
  }
]

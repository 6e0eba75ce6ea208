# Integers, floats, and their bounds.
{ lib, ... }:
let
  inherit (lib) types;
  inherit (types) ints numbers;
  integer = minimum: maximum: {
    inherit maximum minimum;
    type = "integer";
  };
in
{
  int = {
    type = types.int;
    schema.type = "integer";
    accepted = [ 9007199254740993 ];
    refused = [ "1" ];
  };
  "ints.u8" = {
    type = ints.u8;
    schema = integer 0 255;
    accepted = [ 255 ];
    refused = [ 256 ];
  };
  "ints.u16" = {
    type = ints.u16;
    schema = integer 0 65535;
  };
  "ints.u32" = {
    type = ints.u32;
    schema = integer 0 4294967295;
    accepted = [ 4294967295 ];
  };
  "ints.s8" = {
    type = ints.s8;
    schema = integer (-128) 127;
  };
  "ints.s16" = {
    type = ints.s16;
    schema = integer (-32768) 32767;
    accepted = [ (-32768) ];
    refused = [ (-32769) ];
  };
  "ints.s32" = {
    type = ints.s32;
    schema = integer (-2147483648) 2147483647;
    accepted = [ (-2147483648) ];
  };
  "ints.positive" = {
    type = ints.positive;
    schema = {
      minimum = 1;
      type = "integer";
    };
    refused = [ 0 ];
  };
  "ints.unsigned" = {
    type = ints.unsigned;
    schema = {
      minimum = 0;
      type = "integer";
    };
    accepted = [ 0 ];
  };
  "ints.between" = {
    type = ints.between (-5) 10;
    schema = integer (-5) 10;
    accepted = [
      (-5)
      10
    ];
    refused = [
      (-6)
      11
    ];
  };
  "ints.between of one" = {
    type = ints.between 80 80;
    schema = integer 80 80;
  };
  "ints.between far from zero" = {
    type = ints.between 1000 1003;
    schema = integer 1000 1003;
    accepted = [ 1003 ];
    refused = [ 999 ];
  };
  "ints.between with a description of one's own" = {
    type = ints.between 3 130 // {
      description = "a percentage, and more";
    };
    schema = integer 3 130;
    accepted = [
      3
      130
    ];
    refused = [
      2
      131
    ];
  };
  "ints.between to the largest integer" = {
    type = ints.between 0 9223372036854775807;
    schema = {
      minimum = 0;
      type = "integer";
    };
    accepted = [ 9223372036854775807 ];
  };
  port = {
    type = types.port;
    schema = integer 0 65535;
    accepted = [ 8443 ];
    refused = [ "8443" ];
  };
  "port with a check" = {
    type = types.addCheck types.port (port: port >= 1024);
    schema = integer 0 65535;
    wider = "its check is a function";
    accepted = [ 1024 ];
    refused = [ 1023 ];
  };
  "ints.between with a check" = {
    type = types.addCheck (ints.between 1 9) (n: n != 5);
    schema = integer 1 9;
    wider = "its check is a function";
    accepted = [ 9 ];
    refused = [
      5
      10
    ];
  };
  "ints.between with a check that has gaps" = {
    type = types.addCheck (ints.between 1 90) (n: n < 10 || n > 80) // {
      description = "few or many";
    };
    schema.type = "integer";
    wider = "its check is a function, in which no bounds can be found";
    accepted = [
      9
      90
    ];
    refused = [
      10
      91
    ];
  };
  float = {
    type = types.float;
    schema = {
      not.type = "integer";
      type = "number";
      x-den-holes = [ "float" ];
    };
    accepted = [ 1.5 ];
    refused = [ 1 ];
  };
  number = {
    type = types.number;
    schema = {
      type = "number";
      x-den-holes = [ "float" ];
    };
    accepted = [
      1
      1.5
    ];
    refused = [ "1" ];
  };
  "numbers.between" = {
    type = numbers.between 0 1;
    schema = {
      maximum = 1;
      minimum = 0;
      type = "number";
    };
    accepted = [
      0
      0.5
      1
    ];
    refused = [ 1.5 ];
  };
  "numbers.between fractions" = {
    type = numbers.between (-0.5) 2.25;
    schema = {
      exclusiveMaximum = 3;
      exclusiveMinimum = -1;
      type = "number";
    };
    wider = "a fraction is no plain data: the bounds part integers as the type does";
    accepted = [
      0
      2
    ];
    refused = [
      (-1)
      3
      2.5
    ];
  };
  "numbers.between with a description of one's own" = {
    type = numbers.between 1 80 // {
      description = "a share";
    };
    schema = {
      exclusiveMaximum = 81;
      exclusiveMinimum = 0;
      type = "number";
    };
    wider = "asked for integers alone, its check does not tell where between two of them its bounds are";
    accepted = [
      1
      80
    ];
    refused = [
      0
      81
      0.5
    ];
  };
  "numbers.positive" = {
    type = numbers.positive;
    schema = {
      exclusiveMinimum = 0;
      type = "number";
    };
    accepted = [ 0.5 ];
    refused = [ 0 ];
  };
  "numbers.nonnegative" = {
    type = numbers.nonnegative;
    schema = {
      minimum = 0;
      type = "number";
    };
    accepted = [ 0 ];
  };
}

export { eventually, freePort, System } from "ecomind/testing";

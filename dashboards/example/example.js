import "/components.js";

// On EcoMind's own site the session is enough. Elsewhere each element is given a function that returns a bearer token of
// your identity provider; it is called before each request, and the token never stands in markup:
//
//   for (const element of document.querySelectorAll("eco-kpi, eco-timeseries")) {
//     element.baseUrl = "https://ecomind.example.com";
//     element.tokenProvider = () => identity.accessToken();
//   }

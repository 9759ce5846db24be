// Posts events with idle gaps through net/http, one transport a goroutine. Arguments: see run.mjs.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

var posts, unanswered, givenUp, refused atomic.Int64

func newID() string {
	b := make([]byte, 16)
	if _, err := rand.Read(b); err != nil {
		panic(err)
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func work(url, key string, end time.Time, longestGap float64) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 30 * time.Second}
	for time.Now().Before(end) {
		body, _ := json.Marshal(map[string]any{
			"id": newID(), "ts": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), "user_id": "soak",
			"provider": "openai", "model": "gpt-4o", "tokens_in": 1, "tokens_out": 1, "source": "go",
		})
		posts.Add(1)
		for tries := 0; ; tries++ {
			request, _ := http.NewRequest("POST", url+"/v1/ingest", bytes.NewReader(body))
			request.Header.Set("x-api-key", key)
			request.Header.Set("content-type", "application/json")
			answer, err := client.Do(request)
			if err == nil {
				_, err = io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			if err == nil {
				if answer.StatusCode != 202 {
					refused.Add(1)
				}
				break
			}
			unanswered.Add(1) // The same bytes again.
			if tries == 5 {
				givenUp.Add(1)
				break
			}
		}
		time.Sleep(time.Duration((1 + mathrand.Float64()*(longestGap-1)) * float64(time.Second)))
	}
}

func main() {
	workers, _ := strconv.Atoi(os.Args[3])
	seconds, _ := strconv.ParseFloat(os.Args[4], 64)
	longestGap, _ := strconv.ParseFloat(os.Args[5], 64)
	end := time.Now().Add(time.Duration(seconds * float64(time.Second)))
	var group sync.WaitGroup
	for range make([]struct{}, workers) {
		group.Add(1)
		go func() {
			defer group.Done()
			work(os.Args[1], os.Args[2], end, longestGap)
		}()
	}
	group.Wait()
	fmt.Printf(`{"posts":%d,"unanswered":%d,"given_up":%d,"refused":%d}`+"\n",
		posts.Load(), unanswered.Load(), givenUp.Load(), refused.Load())
}
